/**
 * What a payment rail implements. A {@link org.mpp4j.method.PaymentMethod} turns a price into the request of a challenge,
 * checks a credential without side effects, and then settles it. The gate has verified the challenge before a method sees
 * it, and claims what may be used only once between the check and the settlement; a method never has to.
 *
 * <p>Expected outcomes are values ({@link org.mpp4j.method.Verification}, {@link org.mpp4j.method.Settlement}); an exception
 * from a method is a bug, and the gate lets nobody in because of one.
 *
 * <p>A challenge that costs the method something can depend on who asks ({@link org.mpp4j.method.Inquiry}).
 */
@NullMarked
package org.mpp4j.method;

import org.jspecify.annotations.NullMarked;
