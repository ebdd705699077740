/**
 * Payment channels: what their contracts, vouchers, credentials, receipts and events look like, and whether one fits another.
 * Nothing here keeps state, asks a node or reads a clock.
 *
 * <p>There are two protocols, see {@link org.mpp4j.tempo.internal.session.ChannelProtocol}. A credential is read as a
 * {@link org.mpp4j.tempo.internal.session.SessionAction}; {@link org.mpp4j.tempo.internal.session.FundingRules} check the
 * transaction that comes with one, {@link org.mpp4j.tempo.internal.session.Voucher}s say who has signed them.
 */
@NullMarked
package org.mpp4j.tempo.internal.session;

import org.jspecify.annotations.NullMarked;
