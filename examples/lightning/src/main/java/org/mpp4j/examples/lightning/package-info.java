/** Two Lightning nodes in one process, one of which pays the other for a resource. */
@NullMarked
package org.mpp4j.examples.lightning;

import org.jspecify.annotations.NullMarked;
