/** Tempo transactions (type 0x76) and the calls within them. Not exported. */
@NullMarked
package org.mpp4j.tempo.internal.tx;

import org.jspecify.annotations.NullMarked;
