/** The intent "charge": what makes a transaction or a proof a payment for one challenge, and how it is settled. Not exported. */
@NullMarked
package org.mpp4j.tempo.internal.charge;

import org.jspecify.annotations.NullMarked;
