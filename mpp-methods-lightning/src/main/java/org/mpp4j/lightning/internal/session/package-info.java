/** What {@link org.mpp4j.lightning.LightningSession} is made of. Not exported. */
@NullMarked
package org.mpp4j.lightning.internal.session;

import org.jspecify.annotations.NullMarked;
