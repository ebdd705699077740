/**
 * An HTTP client that pays when it is asked to, and never more than it may.
 *
 * <ul>
 *   <li>{@link org.mpp4j.client.PayingHttpClient} sends requests through a {@link java.net.http.HttpClient}. It answers a 402
 *       with a payment, sends the request again, and gives a {@link org.mpp4j.client.PaidResponse} with the receipt.
 *   <li>{@link org.mpp4j.client.Payer} is the SPI of what is paid with: one for each payment method. The modules of the rails
 *       have them, such as {@code org.mpp4j.tempo.client.TempoPayer}.
 *   <li>{@link org.mpp4j.client.SpendingLimits} keep what is spent within {@link org.mpp4j.client.Allowance}s, whatever runs at
 *       once. Several clients can share them. {@link org.mpp4j.client.PaymentConfirmation} asks somebody before each payment.
 * </ul>
 *
 * <p>A server is not believed here: all it says is checked against what the owner of the money has allowed, and one request
 * moves money at most once.
 */
@NullMarked
package org.mpp4j.client;

import org.jspecify.annotations.NullMarked;
