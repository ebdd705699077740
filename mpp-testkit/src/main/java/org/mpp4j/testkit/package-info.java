/**
 * What tests of paid resources need.
 *
 * <ul>
 *   <li>Play money: {@link org.mpp4j.testkit.SandboxCharge} is a payment method without a network, whose
 *       {@link org.mpp4j.testkit.SandboxLedger} shows what was paid and whose {@link org.mpp4j.testkit.SandboxFault}s show how
 *       an application copes with a rail that fails. Several processes pay through one
 *       {@link org.mpp4j.testkit.SandboxBank}.
 *   <li>A client that pays: {@link org.mpp4j.testkit.PayingHttpClient}, with one
 *       {@link org.mpp4j.client.Payer} for each payment method.
 *   <li>Requests without a transport: {@link org.mpp4j.testkit.TestExchange}; time that stands still:
 *       {@link org.mpp4j.testkit.TestClock}.
 *   <li>Contract tests to extend: {@link org.mpp4j.testkit.PaymentMethodContract}, and for stores
 *       {@link org.mpp4j.testkit.ReplayStoreContract}, {@link org.mpp4j.testkit.IdempotencyStoreContract},
 *       {@link org.mpp4j.testkit.SessionStoreContract}, {@link org.mpp4j.testkit.ChallengeStoreContract},
 *       {@link org.mpp4j.testkit.PaymentLedgerContract}.
 * </ul>
 */
@NullMarked
package org.mpp4j.testkit;

import org.jspecify.annotations.NullMarked;
