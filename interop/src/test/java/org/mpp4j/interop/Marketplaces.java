package org.mpp4j.interop;

/** One {@link Marketplace} for each chain, opened when the first test wants it, for all tests of a run. */
interface Marketplaces {

    Marketplace on(long chainId);
}
