/**
 * The protocol, in order. {@link org.mpp4j.gate.PaymentGate#admit} takes what a transport knows of a request, an
 * {@link org.mpp4j.gate.Exchange}, and what the requested resource costs, a {@link org.mpp4j.gate.Route}, and answers with
 * an {@link org.mpp4j.gate.Admission}. It knows no transport and no payment method.
 */
@NullMarked
package org.mpp4j.gate;

import org.jspecify.annotations.NullMarked;
