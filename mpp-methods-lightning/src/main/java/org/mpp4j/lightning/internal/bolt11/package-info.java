/** Reads invoices (BOLT 11). Not exported. */
@NullMarked
package org.mpp4j.lightning.internal.bolt11;

import org.jspecify.annotations.NullMarked;
