package org.mpp4j.tempo.internal.tx;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.RlpBytes;

/** What a call asks a TIP-20 token or the exchange to do, as far as a payment may consist of it. */
public sealed interface TokenCall {

    /**
     * Moves tokens from the sender.
     *
     * @param to who gets them
     * @param amount in base units
     * @param memo 32 bytes, or null for a transfer without
     */
    record Transfer(
            TempoAddress to, BigInteger amount, @Nullable RlpBytes memo) implements TokenCall {}

    /**
     * Lets somebody take tokens from the sender.
     *
     * @param spender who may
     * @param amount in base units
     */
    record Approve(TempoAddress spender, BigInteger amount) implements TokenCall {}

    /**
     * Buys tokens at the exchange.
     *
     * @param tokenIn paid with
     * @param tokenOut bought
     * @param amountOut in base units
     * @param maxAmountIn in base units
     */
    record Buy(TempoAddress tokenIn, TempoAddress tokenOut, BigInteger amountOut, BigInteger maxAmountIn)
            implements TokenCall {}
}
