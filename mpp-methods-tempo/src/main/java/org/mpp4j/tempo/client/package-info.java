/**
 * The paying side of Tempo. {@link org.mpp4j.tempo.client.TempoPayer} answers challenges with transactions that the server
 * sends, with transactions that it has sent itself, or with proofs of identity; a {@link org.mpp4j.tempo.client.TempoSigner}
 * signs, with a key of its own ({@link org.mpp4j.tempo.client.TempoWallet}) or wherever the key is kept.
 * {@link org.mpp4j.tempo.client.TempoSessionClient} pays as it goes, out of channels that a
 * {@link org.mpp4j.tempo.client.ChannelKeeper} remembers.
 */
@NullMarked
package org.mpp4j.tempo.client;

import org.jspecify.annotations.NullMarked;
