/** What a charge on Lightning is made of. Not exported. */
@NullMarked
package org.mpp4j.lightning.internal.charge;

import org.jspecify.annotations.NullMarked;
