/** JSON-RPC to a Tempo node, with every way it can fail to answer kept apart. Not exported. */
@NullMarked
package org.mpp4j.tempo.internal.rpc;

import org.jspecify.annotations.NullMarked;
