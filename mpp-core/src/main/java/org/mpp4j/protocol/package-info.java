/**
 * The values of the protocol and their wire forms: a server states its price in a {@link org.mpp4j.protocol.Challenge}, the
 * client answers with a {@link org.mpp4j.protocol.Credential}, success is confirmed by a {@link org.mpp4j.protocol.Receipt},
 * and everything else is explained by a {@link org.mpp4j.protocol.Problem}. {@link org.mpp4j.protocol.WwwAuthenticate},
 * {@link org.mpp4j.protocol.PaymentAuthorization} and {@link org.mpp4j.protocol.AcceptPayment} read and write the header
 * fields.
 *
 * <p>All types are immutable and thread-safe. None of them shows a payload, a receipt or a secret in {@code toString}.
 */
@NullMarked
package org.mpp4j.protocol;

import org.jspecify.annotations.NullMarked;
