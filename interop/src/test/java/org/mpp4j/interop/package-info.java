/**
 * Tests against software written by others: the client SDK mppx and Alby's Lightning client as they are published on npm,
 * Tempo with its real stablecoin contracts in the node anvil, and Lightning in two LDK nodes. The example paid-api stands
 * between them, run from its jar as people run it.
 *
 * <p>{@link org.mpp4j.interop.Marketplace} brings them together. Its {@link org.mpp4j.interop.FaultProxy} between paid-api
 * and the node counts what is sent and breaks what a test wants broken; {@link org.mpp4j.interop.Mppx} talks to the scripts
 * in src/test/js. {@link org.mpp4j.interop.Rails} adds a Stripe that only plays, and the Lightning nodes. Node and npm have
 * to be on the PATH; without them what needs them is left out, and a line says so.
 */
package org.mpp4j.interop;
