/** Paying the fees of other people's transactions, within limits. Not exported. */
@NullMarked
package org.mpp4j.tempo.internal.sponsor;

import org.jspecify.annotations.NullMarked;
