/**
 * Sessions: a client authorizes money once and more of it as it goes, and requests take from that what they cost. The same
 * for every rail: {@link org.mpp4j.session.Meter} is what handlers charge, {@link org.mpp4j.session.SessionAccounts} keeps
 * the books of all sessions in a {@link org.mpp4j.store.SessionStore}, and a rail only says what authorizes money and how it
 * tells clients of it ({@link org.mpp4j.session.SessionVoice}).
 */
@NullMarked
package org.mpp4j.session;

import org.jspecify.annotations.NullMarked;
