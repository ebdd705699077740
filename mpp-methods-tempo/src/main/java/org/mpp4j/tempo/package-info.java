/**
 * Payments on the Tempo blockchain. {@link org.mpp4j.tempo.TempoCharge} is the payment method {@code tempo} with intent
 * {@code charge}, in the ways that {@link org.mpp4j.tempo.TempoMode} names and in parts where {@link org.mpp4j.tempo.TempoSplit}
 * says so; {@link org.mpp4j.tempo.TempoNetwork} knows the public chains; {@link org.mpp4j.tempo.TempoMethodProvider} makes the
 * method from texts; a {@link org.mpp4j.tempo.FeePayer} pays customers' fees, as far as its
 * {@link org.mpp4j.tempo.FeePayerPolicy} goes; an {@link org.mpp4j.tempo.OptimisticPolicy} says how much may be delivered before
 * it is mined; {@link org.mpp4j.tempo.TempoRefunds} gives back, from a {@link org.mpp4j.tempo.MerchantAccount}.
 *
 * <p>{@link org.mpp4j.tempo.TempoSession} is the method with intent {@code session}: payment channels, whose money a
 * {@link org.mpp4j.tempo.MerchantAccount} fetches when the {@link org.mpp4j.tempo.SettlementPolicy} says so.
 */
@NullMarked
package org.mpp4j.tempo;

import org.jspecify.annotations.NullMarked;
