/** A stream of tokens that are charged one by one, and two clients that pay as they read: a program and a page. */
@NullMarked
package org.mpp4j.examples.llmstream;

import org.jspecify.annotations.NullMarked;
