/** Pieces that the modules of mpp4j share and that nobody else should use: they may change with every version. */
@NullMarked
package org.mpp4j.internal;

import org.jspecify.annotations.NullMarked;
