/**
 * Payments on the Tempo blockchain. {@link org.mpp4j.tempo.TempoCharge} is the payment method {@code tempo} with intent
 * {@code charge}, in the ways that {@link org.mpp4j.tempo.TempoMode} names and in parts where {@link org.mpp4j.tempo.TempoSplit}
 * says so; {@link org.mpp4j.tempo.TempoNetwork} knows the public chains; {@link org.mpp4j.tempo.TempoMethodProvider} makes the
 * method from texts. {@link org.mpp4j.tempo.TempoSession} is the method with intent {@code session}: payment channels, whose
 * money a {@link org.mpp4j.tempo.MerchantAccount} fetches when the {@link org.mpp4j.tempo.SettlementPolicy} says so. A
 * {@link org.mpp4j.tempo.FeePayer} pays customers' fees, as far as its {@link org.mpp4j.tempo.FeePayerPolicy} goes.
 */
@NullMarked
package org.mpp4j.tempo;

import org.jspecify.annotations.NullMarked;
