/**
 * State the gate keeps, behind SPIs, with in-memory defaults for development and single instances. Several instances behind
 * a load balancer need a shared store: two memories would each let the same credential in once.
 */
@NullMarked
package org.mpp4j.store;

import org.jspecify.annotations.NullMarked;
