/**
 * Public keys from signatures on the curve secp256k1, by native code where it is there and by Java where it isn't. What a
 * signature is, and whose, is told by {@code internal.codec} and {@code internal.sig}.
 */
@NullMarked
package org.mpp4j.tempo.internal.secp256k1;

import org.jspecify.annotations.NullMarked;
