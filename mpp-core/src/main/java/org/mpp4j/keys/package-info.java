/** The secrets that bind challenges to their ids. */
@NullMarked
package org.mpp4j.keys;

import org.jspecify.annotations.NullMarked;
