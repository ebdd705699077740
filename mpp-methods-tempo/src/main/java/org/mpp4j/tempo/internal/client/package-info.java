/** What a payer makes: the transactions and memos that answer a challenge. */
@NullMarked
package org.mpp4j.tempo.internal.client;

import org.jspecify.annotations.NullMarked;
