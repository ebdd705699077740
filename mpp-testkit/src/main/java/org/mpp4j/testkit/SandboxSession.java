package org.mpp4j.testkit;

import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.method.Verification;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.session.NeedMore;
import org.mpp4j.session.RequestMeter;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.session.SessionAccounts;
import org.mpp4j.session.SessionChange;
import org.mpp4j.session.SessionVoice;
import org.mpp4j.store.SessionStore;

/**
 * Play money paid as you go: the payment method {@code sandbox/session}, for development and tests of metered resources
 * without a network. A client makes up the id of its session and authorizes as much as it likes:
 * <code>{"action":"authorize","session":"…","cumulativeAmount":"500"}</code>; the first such credential opens the session, and
 * the total only grows. <code>{"action":"close","session":"…"}</code> ends it. Never offer it for anything of worth.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class SandboxSession implements PaymentMethod, AutoCloseable {

    /** The event by which a stream asks for more. */
    public static final String NEED_MORE = "payment-need-voucher";

    private static final ProblemType INSUFFICIENT =
            ProblemType.of("session/insufficient-balance", "Insufficient Balance", 402);
    private static final ProblemType OVER =
            ProblemType.of("session/channel-finalized", "Session Over", 410).withChallenge();
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z-]{16,64}");
    private static final Pattern AMOUNT = Pattern.compile("(0|[1-9][0-9]{0,28})");
    private static final String PREFIX = "sandbox:";
    private static final int DECIMALS = 6;
    private static final String CURRENCY = "TEST";

    private final SessionAccounts accounts;
    private final InstantSource clock;

    /**
     * Play money.
     *
     * @param store where sessions are kept
     * @param clock for receipts
     */
    public SandboxSession(SessionStore store, InstantSource clock) {
        this.accounts = new SessionAccounts(store);
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * The payload that opens a session or authorizes more.
     *
     * @param session its id, of 16 to 64 letters and digits
     * @param total base units, everything authorized before among them
     * @return the payload of a credential
     */
    public static JsonObject authorize(String session, BigInteger total) {
        return JsonObject.builder()
                .put("action", "authorize")
                .put("session", session)
                .put("cumulativeAmount", total.toString())
                .build();
    }

    /**
     * The payload that ends a session.
     *
     * @param session its id
     * @return the payload of a credential
     */
    public static JsonObject close(String session) {
        return JsonObject.builder()
                .put("action", "close")
                .put("session", session)
                .build();
    }

    /**
     * The books.
     *
     * @param session its id
     * @return as they are now
     */
    public Optional<SessionAccount> account(String session) {
        return accounts.find(PREFIX + session);
    }

    @Override
    public String name() {
        return SandboxCharge.NAME;
    }

    @Override
    public String intent() {
        return "session";
    }

    @Override
    public boolean keepsSessions() {
        return true;
    }

    @Override
    public boolean takesPlayMoney() {
        return true;
    }

    @Override
    public PreparedOffer prepare(OfferTerms terms) {
        terms.price().currency().filter(other -> !other.equals(CURRENCY)).ifPresent(other -> {
            throw new ConfigurationException("The price " + terms.price() + " can't be paid with the sandbox, whose"
                    + " currency is " + CURRENCY + "; leave the currency out");
        });
        JsonObject.Builder request = JsonObject.builder()
                .put("amount", terms.amount(DECIMALS).toString())
                .put("currency", CURRENCY);
        terms.unit().ifPresent(unit -> request.put("unitType", unit));
        terms.suggestedDeposit()
                .ifPresent(deposit -> request.put(
                        "suggestedDeposit", deposit.toAmount(DECIMALS).toString()));
        return PreparedOffer.fixed(PaymentRequest.of(request.build()));
    }

    @Override
    public Verification verify(PaymentAttempt attempt) {
        JsonObject payload = attempt.payload();
        String session = payload.requireString("session");
        if (!ID.matcher(session).matches()) {
            return Rejected.invalidPayload("The id of a session has 16 to 64 letters and digits.");
        }
        switch (payload.requireString("action")) {
            case "authorize" -> {
                String total = payload.requireString("cumulativeAmount");
                return AMOUNT.matcher(total).matches()
                        ? new Verification.InSession(new Authorization(attempt, session, new BigInteger(total)))
                        : Rejected.invalidPayload("The cumulativeAmount is a number of base units.");
            }
            case "close" -> {
                return new Verification.InSession(new End(attempt, session));
            }
            default -> {
                return Rejected.invalidPayload("The sandbox takes the actions \"authorize\" and \"close\".");
            }
        }
    }

    /** Ends all streams that wait. */
    @Override
    public void close() {
        accounts.close();
    }

    private static Rejected over() {
        return new Rejected(Problem.of(OVER, "The session was closed. Open another one."));
    }

    private final class Voice implements SessionVoice {

        private final Challenge challenge;
        private final String session;

        Voice(Challenge challenge, String session) {
            this.challenge = challenge;
            this.session = session;
        }

        @Override
        public Receipt receipt(SessionAccount account, long units) {
            return Receipt.of(
                    SandboxCharge.NAME,
                    session,
                    clock.instant(),
                    JsonObject.builder()
                            .put("intent", "session")
                            .put("challengeId", challenge.id())
                            .put("acceptedCumulative", account.authorized().toString())
                            .put("spent", account.spent().toString())
                            .put("units", units)
                            .build());
        }

        @Override
        public NeedMore needMore(SessionAccount account, BigInteger cost) {
            return new NeedMore(
                    NEED_MORE,
                    JsonObject.builder()
                            .put("channelId", session)
                            .put("acceptedCumulative", account.authorized().toString())
                            .put("requiredCumulative", account.spent().add(cost).toString())
                            .build());
        }
    }

    private final class Authorization implements SessionPayment {

        private final PaymentAttempt attempt;
        private final String session;
        private final BigInteger total;
        private final BigInteger price;

        Authorization(PaymentAttempt attempt, String session, BigInteger total) {
            this.attempt = attempt;
            this.session = session;
            this.total = total;
            this.price = attempt.request().amount().baseUnits();
        }

        @Override
        public Optional<String> payer() {
            return attempt.source();
        }

        @Override
        public boolean outlivesChallenge() {
            return true;
        }

        @Override
        public SessionOutcome perform(boolean forResource) {
            return accounts.update(PREFIX + session, found -> {
                SessionAccount known =
                        found.orElseGet(() -> SessionAccount.open(PREFIX + session, BigInteger.ZERO, "", Instant.MAX));
                if (!known.isOpen()) {
                    return SessionChange.none(over());
                }
                SessionAccount authorized = known.authorize(total.max(known.authorized()));
                Voice voice = new Voice(attempt.challenge(), session);
                if (!forResource) {
                    return SessionChange.to(authorized, new SessionOutcome.Done(voice.receipt(authorized, 0)));
                }
                if (authorized.available().compareTo(price) < 0) {
                    return SessionChange.to(authorized, insufficient(authorized));
                }
                SessionAccount charged = authorized.spend(price, 1);
                RequestMeter meter = accounts.meter(
                        charged,
                        price,
                        attempt.request().json().string("unitType").orElse(null),
                        true,
                        voice);
                return SessionChange.to(charged, new SessionOutcome.Admitted(meter));
            });
        }

        private SessionOutcome insufficient(SessionAccount account) {
            return new Rejected(Problem.of(
                            INSUFFICIENT,
                            "The session has " + account.available() + " left, and " + price + " is needed.")
                    .with(JsonObject.builder()
                            .put(
                                    "requiredTopUp",
                                    price.subtract(account.available()).toString())
                            .build()));
        }
    }

    private final class End implements SessionPayment {

        private final PaymentAttempt attempt;
        private final String session;

        End(PaymentAttempt attempt, String session) {
            this.attempt = attempt;
            this.session = session;
        }

        @Override
        public Optional<String> payer() {
            return attempt.source();
        }

        @Override
        public boolean outlivesChallenge() {
            return true;
        }

        @Override
        public SessionOutcome perform(boolean forResource) {
            return accounts.update(PREFIX + session, found -> {
                if (found.isEmpty()) {
                    return SessionChange.none(over());
                }
                SessionAccount closed = found.get().in(Status.CLOSED);
                return SessionChange.to(
                        closed, new SessionOutcome.Done(new Voice(attempt.challenge(), session).receipt(closed, 0)));
            });
        }
    }
}
