/**
 * Several instances of paid-api that share one store, with everything they need, on this machine.
 * {@link org.mpp4j.examples.cluster.ClusterDemo} shows what that is good for.
 */
@NullMarked
package org.mpp4j.examples.cluster;

import org.jspecify.annotations.NullMarked;
