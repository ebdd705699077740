/** JSON in, canonical JSON out. Not exported: no part of the API. */
@NullMarked
package org.mpp4j.internal.json;

import org.jspecify.annotations.NullMarked;
