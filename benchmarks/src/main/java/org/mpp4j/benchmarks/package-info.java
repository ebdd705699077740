/** Measures what charging costs, always beside what can't be saved, in one run. */
@NullMarked
package org.mpp4j.benchmarks;

import org.jspecify.annotations.NullMarked;
