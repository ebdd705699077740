/** What the codecs have in common. Not exported: no part of the API. */
@NullMarked
package org.mpp4j.internal;

import org.jspecify.annotations.NullMarked;
