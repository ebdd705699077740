/** Hexadecimal text, RLP, hashes and signatures: what every Ethereum-like chain is written in. Not exported. */
@NullMarked
package org.mpp4j.tempo.internal.codec;

import org.jspecify.annotations.NullMarked;
