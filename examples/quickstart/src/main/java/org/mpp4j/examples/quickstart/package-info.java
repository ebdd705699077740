/** The smallest paid resource, and a client that pays for it. */
@NullMarked
package org.mpp4j.examples.quickstart;

import org.jspecify.annotations.NullMarked;
