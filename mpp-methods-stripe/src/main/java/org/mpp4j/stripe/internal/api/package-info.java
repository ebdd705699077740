/** What is asked of Stripe, through stripe-java, and what its answers mean. */
@NullMarked
package org.mpp4j.stripe.internal.api;

import org.jspecify.annotations.NullMarked;
