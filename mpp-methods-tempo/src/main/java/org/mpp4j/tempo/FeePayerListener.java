package org.mpp4j.tempo;

import org.mpp4j.money.Amount;

/**
 * Is told when a {@link FeePayer} runs out of money, and when it has some again. Called on a thread of its own, now and then late
 * by half a minute. What it throws is logged and changes nothing.
 *
 * @since 0.1
 */
public interface FeePayerListener {

    /**
     * No token has the balance that the policy asks for, so that nothing is sponsored and nothing offered. Told once.
     *
     * @param feePayer whose balance it is
     * @param largest of the balances in the tokens that fees may be paid in, in base units
     */
    default void balanceLow(TempoAddress feePayer, Amount largest) {}

    /**
     * There is enough again.
     *
     * @param feePayer whose balance it is
     */
    default void balanceRestored(TempoAddress feePayer) {}
}
