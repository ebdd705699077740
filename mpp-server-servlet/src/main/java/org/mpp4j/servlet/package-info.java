/**
 * Charging for requests to a servlet application. {@link org.mpp4j.servlet.PaymentFilter} is added to the application; what
 * costs what is said with {@link org.mpp4j.servlet.Paid} on servlets, or with {@link org.mpp4j.servlet.Tariff}s for servlets
 * and paths when the filter is built. A handler sees who paid through {@link org.mpp4j.servlet.Payment}.
 *
 * <p>A request travels one way: the filter finds the tariff of the dispatch target, asks the gate, and either writes the
 * gate's answer or runs the handler behind a response that carries the receipt.
 */
@NullMarked
package org.mpp4j.servlet;

import org.jspecify.annotations.NullMarked;
