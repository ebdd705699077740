/**
 * The payment method {@code lightning}: each challenge has an invoice of its own, and the preimage that paying it reveals is
 * the credential (draft-lightning-charge).
 */
@NullMarked
package org.mpp4j.lightning;

import org.jspecify.annotations.NullMarked;
