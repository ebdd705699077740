/**
 * Money, exactly. {@link org.mpp4j.money.Price} is the decimal amount a developer writes ("0.01");
 * {@link org.mpp4j.money.Amount} is the whole number of base units that goes on the wire ("10000"). Converting one to the
 * other is exact or refused: nothing in this project rounds, and nothing uses floating point.
 */
@NullMarked
package org.mpp4j.money;

import org.jspecify.annotations.NullMarked;
