/**
 * What happened, for metrics and audit. "Paid" and "delivered" are two events, because a payment can be settled and the
 * resource still not arrive.
 */
@NullMarked
package org.mpp4j.event;

import org.jspecify.annotations.NullMarked;
