/** Charges: amounts, credentials, settlement, and finding out how one ended. */
@NullMarked
package org.mpp4j.stripe.internal.charge;

import org.jspecify.annotations.NullMarked;
