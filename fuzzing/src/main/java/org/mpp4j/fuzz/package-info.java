/** Fuzzes the parsers of other modules for a while in each build. */
@NullMarked
package org.mpp4j.fuzz;

import org.jspecify.annotations.NullMarked;
