/** Giving back what was paid: at most once under each name, whatever breaks in between. Not exported. */
@NullMarked
package org.mpp4j.tempo.internal.refund;

import org.jspecify.annotations.NullMarked;
