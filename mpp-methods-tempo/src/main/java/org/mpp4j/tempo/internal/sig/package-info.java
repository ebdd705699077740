/**
 * Signatures as Tempo has them: by a key of the account itself, of one of three kinds, or by an access key that the account
 * has authorized. Nothing here knows whether the account still authorizes it.
 */
@NullMarked
package org.mpp4j.tempo.internal.sig;

import org.jspecify.annotations.NullMarked;
