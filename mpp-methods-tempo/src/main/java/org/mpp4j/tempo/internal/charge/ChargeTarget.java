package org.mpp4j.tempo.internal.charge;

import org.mpp4j.tempo.TempoAddress;

/**
 * Where charges are paid.
 *
 * @param chainId as in EIP-155
 * @param currency a TIP-20 token
 * @param recipient who is paid
 */
public record ChargeTarget(long chainId, TempoAddress currency, TempoAddress recipient) {}
