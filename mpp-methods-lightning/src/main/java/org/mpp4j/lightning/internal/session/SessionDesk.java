package org.mpp4j.lightning.internal.session;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mpp4j.lightning.InvoiceState;
import org.mpp4j.lightning.NodeUnavailableException;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.Preimage;
import org.mpp4j.lightning.internal.charge.GuardedNode;
import org.mpp4j.lightning.internal.charge.InvoiceMaker;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.Settlement;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccounts;
import org.mpp4j.session.SessionChange;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.SessionStore;

/** What all actions of sessions share. Thread-safe. */
public final class SessionDesk implements AutoCloseable {

    static final Duration RETRY = Duration.ofSeconds(2);

    /** So long after its expiry an invoice that is open by the node's clock is taken to be never paid. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final SessionRules rules;
    private final SessionAccounts accounts;
    private final DepositClaims claims;
    private final Refunds refunds;
    private final SessionCloser closer;
    private final GuardedNode lookUps;

    /** Keeps sessions by these rules in these stores. */
    public SessionDesk(SessionRules rules, SessionStore sessions, ReplayStore replays) {
        this.rules = rules;
        this.accounts = new SessionAccounts(sessions);
        this.claims = new DepositClaims(replays);
        this.refunds = new Refunds(accounts, rules);
        this.closer = new SessionCloser(accounts, rules, refunds);
        this.lookUps = new GuardedNode(rules.clock());
    }

    public SessionCloser closer() {
        return closer;
    }

    /** The books of a session. */
    public Optional<SessionAccount> find(PaymentHash session) {
        return accounts.find(key(session));
    }

    SessionRules rules() {
        return rules;
    }

    SessionAccounts accounts() {
        return accounts;
    }

    DepositClaims claims() {
        return claims;
    }

    Refunds refunds() {
        return refunds;
    }

    String key(PaymentHash session) {
        return rules.prefix() + session;
    }

    Instant now() {
        return rules.clock().instant();
    }

    boolean isExpired(PaymentAttempt attempt) {
        return attempt.challenge()
                .expiresAt()
                .map(expiry -> !now().isBefore(expiry))
                .orElse(true);
    }

    /** Somebody has just used it. */
    SessionAccount touched(SessionAccount account, SessionDetail detail) {
        return account.withDetail(detail.seen(account.units()).write()).dueAt(now().plus(rules.idleTimeout()));
    }

    /** Lets a request in, or tells that it was taken note of: the end of every action that shows who owns the session. */
    SessionChange<SessionOutcome> admit(
            SessionAccount account, SessionDetail detail, PaymentAttempt attempt, boolean forResource) {
        Voice voice = new Voice(rules, attempt.challenge(), priceOf(attempt));
        if (!forResource) {
            SessionAccount next = touched(account, detail);
            return SessionChange.to(next, new SessionOutcome.Done(voice.receipt(next, 0)));
        }
        BigInteger price = priceOf(attempt);
        if (account.available().compareTo(price) < 0) {
            return SessionChange.none(SessionProblems.insufficient(
                    account.available().toString(),
                    price.toString(),
                    price.subtract(account.available()).toString()));
        }
        SessionAccount charged = touched(account.spend(price, 1), detail);
        return SessionChange.to(
                charged,
                new SessionOutcome.Admitted(accounts.meter(
                        charged,
                        price,
                        attempt.request().json().string("unitType").orElse(null),
                        true,
                        voice)));
    }

    /** Of the challenge, which is authentic; the gate lets it in only at the price of the route. */
    static BigInteger priceOf(PaymentAttempt attempt) {
        return attempt.request().amount().baseUnits();
    }

    /** Whether the client's own secret, if the session was opened with one, is the one that was shown. */
    static boolean isBound(SessionDetail detail, Optional<Preimage> secret) {
        if (detail.binding().isEmpty()) {
            return true;
        }
        return secret.isPresent()
                && areEqual(detail.binding(), secret.get().hash().hex());
    }

    static boolean areEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a deposit has arrived: empty if it has, or what the client is told. */
    Optional<SessionOutcome> missing(PaymentAttempt attempt, PaymentHash hash) {
        if (!rules.verifySettled() || !rules.node().tellsSettlement()) {
            return Optional.empty();
        }
        InvoiceState state;
        try {
            state = lookUps.call(() -> rules.node().lookUp(hash));
        } catch (NodeUnavailableException silent) {
            return Optional.of(new Settlement.Unknown(silent, RETRY, true));
        }
        return switch (state) {
            case SETTLED -> Optional.empty();
            case CANCELED -> Optional.of(SessionProblems.neverPaid());
            case OPEN ->
                isLongOver(attempt)
                        ? Optional.of(SessionProblems.neverPaid())
                        : unsettled("The deposit isn't paid by the node's account");
            case HELD -> unsettled("The deposit has arrived, and is held");
            case UNKNOWN -> unsettled("The node doesn't know the deposit invoice");
        };
    }

    private boolean isLongOver(PaymentAttempt attempt) {
        return now().isAfter(InvoiceMaker.expiry(SessionRequest.invoice(attempt.request()))
                .plus(CLOCK_TOLERANCE));
    }

    /** A preimage that fits was most likely paid for, so nobody is told to pay again. */
    static Optional<SessionOutcome> unsettled(String why) {
        return Optional.of(busy(why));
    }

    static SessionOutcome busy(String why) {
        return new Settlement.Unknown(new NodeUnavailableException(why), RETRY, true);
    }

    @Override
    public void close() {
        closer.close();
        accounts.close();
    }
}
