/**
 * An API that is paid for per request, through as many payment methods as are configured.
 * {@link org.mpp4j.examples.paidapi.PaidApi} puts it together, {@link org.mpp4j.examples.paidapi.Settings} reads the
 * environment, and {@link org.mpp4j.examples.paidapi.Rails} has the prices.
 */
@NullMarked
package org.mpp4j.examples.paidapi;

import org.jspecify.annotations.NullMarked;
