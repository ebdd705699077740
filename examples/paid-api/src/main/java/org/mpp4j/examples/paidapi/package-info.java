/** An API that is paid for per request. {@link org.mpp4j.examples.paidapi.PaidApi} puts it together. */
@NullMarked
package org.mpp4j.examples.paidapi;

import org.jspecify.annotations.NullMarked;
