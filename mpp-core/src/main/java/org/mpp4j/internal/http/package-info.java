/** Header syntax. Not exported: no part of the API. */
@NullMarked
package org.mpp4j.internal.http;

import org.jspecify.annotations.NullMarked;
