/** The HTTP interfaces of Lightning nodes. Not exported. */
@NullMarked
package org.mpp4j.lightning.internal.node;

import org.jspecify.annotations.NullMarked;
