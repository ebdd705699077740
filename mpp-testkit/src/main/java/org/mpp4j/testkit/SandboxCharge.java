package org.mpp4j.testkit;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Receipt;

/**
 * Play money: the payment method {@code sandbox/charge}, for development and tests without a network. Whoever asks can pay:
 * the proof for a challenge is <code>{"type":"token","token":"sandbox:CHALLENGE-ID"}</code>, and the payer is who the
 * credential's {@code source} says. Never offer it for anything of worth.
 *
 * <p>Money moves once for each settlement the gate asks for; a settlement that was attempted before is looked up in the
 * {@link SandboxLedger}, or in the {@link SandboxBank}, first. So a gate that settles one credential twice is seen in the ledger, and one that reconciles an
 * unknown outcome isn't charged twice.
 *
 * <p>Tests tell it how to fail with {@link #next} or {@link #always}. Thread-safe.
 *
 * @since 0.1
 */
public final class SandboxCharge implements PaymentMethod {

    /** The identifier of the payment method. */
    public static final String NAME = "sandbox";

    /** The payer of a credential without a {@code source}. */
    public static final String ANONYMOUS = "did:sandbox:anonymous";

    private static final Logger LOG = System.getLogger("org.mpp4j.testkit");

    private final String currency;
    private final int decimals;
    private final String recipient;
    private final SandboxLedger ledger;
    private final SandboxBook book;
    private final InstantSource clock;
    private final Queue<SandboxFault> faults = new ConcurrentLinkedQueue<>();
    private volatile @Nullable SandboxFault standingFault;

    private SandboxCharge(Builder builder) {
        this.currency = builder.currency;
        this.decimals = builder.decimals;
        this.recipient = builder.recipient;
        this.ledger = builder.ledger;
        this.book = builder.bank == null ? SandboxBook.of(ledger) : builder.bank;
        this.clock = builder.clock;
        this.standingFault = builder.fault;
        LOG.log(
                Level.WARNING,
                "Prices can be paid with the play money of the sandbox, which is free for all: not for production");
    }

    /**
     * Play money in test dollars, with a ledger of its own.
     *
     * @return the payment method
     */
    public static SandboxCharge create() {
        return builder().build();
    }

    /**
     * Starts play money with other settings.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The proof that pays a challenge.
     *
     * @param challenge to pay
     * @return the payload of a credential
     */
    public static JsonObject payloadFor(Challenge challenge) {
        return JsonObject.builder()
                .put("type", "token")
                .put("token", tokenFor(challenge))
                .build();
    }

    private static String tokenFor(Challenge challenge) {
        return "sandbox:" + challenge.id();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean takesPlayMoney() {
        return true;
    }

    @Override
    public PreparedOffer prepare(OfferTerms terms) {
        terms.price().currency().filter(other -> !other.equals(currency)).ifPresent(other -> {
            throw new ConfigurationException("The price " + terms.price() + " can't be paid with the sandbox, whose"
                    + " currency is " + currency + "; leave the currency out, or build the sandbox with currency "
                    + other);
        });
        JsonObject.Builder request = JsonObject.builder()
                .put("amount", terms.amount(decimals).toString())
                .put("currency", currency)
                .put("recipient", recipient);
        terms.externalId().ifPresent(reference -> request.put("externalId", reference));
        return PreparedOffer.fixed(PaymentRequest.of(request.build()));
    }

    @Override
    public Verification verify(PaymentAttempt attempt) {
        JsonObject payload = attempt.payload();
        if (!payload.requireString("type").equals("token")) {
            return Rejected.invalidPayload("The sandbox takes payloads of type \"token\" only.");
        }
        if (!payload.requireString("token").equals(tokenFor(attempt.challenge()))) {
            return Rejected.verificationFailed("The token is not the one that pays this challenge.");
        }
        return new Verification.Verified(new TokenPayment(attempt));
    }

    /** Play money that moved is found; what has not moved may still do so, when its payer comes back. */
    @Override
    public Settlement lookUp(PendingPayment pending) {
        try {
            return book.find(pending.challengeId())
                    .<Settlement>map(entry -> new Settlement.Settled(receipt(entry, pending.request())))
                    .orElseGet(() -> new Settlement.Unknown(
                            new IllegalStateException("No play money has moved"), SandboxFault.RETRY_AFTER, true));
        } catch (SandboxBook.Unanswered unanswered) {
            return new Settlement.Unknown(unanswered, SandboxFault.RETRY_AFTER, true);
        }
    }

    private static Receipt receipt(SandboxLedger.Entry entry, PaymentRequest request) {
        JsonObject.Builder more = JsonObject.builder();
        request.externalId().ifPresent(reference -> more.put("externalId", reference));
        return Receipt.of(NAME, "sandbox-" + entry.challengeId(), entry.settledAt(), more.build());
    }

    /** Doesn't show what it holds. */
    private final class TokenPayment implements VerifiedPayment {

        private final PaymentAttempt attempt;

        TokenPayment(PaymentAttempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public Optional<String> payer() {
            return Optional.of(attempt.source().orElse(ANONYMOUS));
        }

        @Override
        public Settlement settle(boolean attemptedBefore) {
            SandboxFault fault = nextFault();
            Optional<SandboxLedger.Entry> paid;
            try {
                paid = attemptedBefore ? book.find(attempt.challenge().id()) : Optional.empty();
            } catch (SandboxBook.Unanswered unanswered) {
                return unknown(unanswered, true);
            }
            // What has been paid can't be declined any more; every other fault only hides the answer.
            if (fault == null || (fault == SandboxFault.DECLINED && paid.isPresent())) {
                return settled(paid, attemptedBefore);
            }
            return fault.settle(() -> settled(paid, attemptedBefore));
        }

        private Settlement settled(Optional<SandboxLedger.Entry> paid, boolean attemptedBefore) {
            SandboxLedger.Entry entry;
            try {
                entry = paid.isPresent() ? paid.get() : book.move(wanted());
            } catch (SandboxBook.Unanswered unanswered) {
                return unknown(unanswered, attemptedBefore);
            }
            return new Settlement.Settled(receipt(entry, attempt.request()));
        }

        private SandboxLedger.Entry wanted() {
            return new SandboxLedger.Entry(
                    attempt.challenge().id(),
                    payer().orElse(ANONYMOUS),
                    attempt.request().amount(),
                    clock.instant());
        }

        private Settlement unknown(SandboxBook.Unanswered cause, boolean attemptedBefore) {
            return new Settlement.Unknown(cause, SandboxFault.RETRY_AFTER, attemptedBefore || cause.asked());
        }
    }

    private @Nullable SandboxFault nextFault() {
        SandboxFault fault = faults.poll();
        return fault == null ? standingFault : fault;
    }

    /**
     * Lets the next settlements fail, one fault each, in this order.
     *
     * @param upcoming what goes wrong
     */
    public void next(SandboxFault... upcoming) {
        faults.addAll(List.of(upcoming));
    }

    /**
     * Lets every settlement fail for which {@link #next} has no fault.
     *
     * @param fault what goes wrong
     */
    public void always(SandboxFault fault) {
        this.standingFault = Objects.requireNonNull(fault, "fault");
    }

    /** Ends all faults, those still to come included. */
    public void recover() {
        faults.clear();
        standingFault = null;
    }

    /**
     * Where payments are written down, unless they are made in a {@link SandboxBank}.
     *
     * @return the ledger
     */
    public SandboxLedger ledger() {
        return ledger;
    }

    @Override
    public String toString() {
        return "SandboxCharge[" + currency + "]";
    }

    /** Builds a {@link SandboxCharge}. Everything has a default. Not thread-safe. */
    public static final class Builder {

        private String currency = "tusd";
        private int decimals = 6;
        private String recipient = "merchant";
        private SandboxLedger ledger = new SandboxLedger();
        private InstantSource clock = InstantSource.system();
        private @Nullable SandboxFault fault;
        private @Nullable SandboxBook bank;

        private Builder() {}

        /**
         * Sets the currency. By default {@code tusd}, test dollars.
         *
         * @param code any name
         * @return this
         */
        public Builder currency(String code) {
            this.currency = requireText(code, "currency");
            return this;
        }

        /**
         * Sets how many digits the currency has behind the point. By default 6.
         *
         * @param digits from 0 to 18
         * @return this
         */
        public Builder decimals(int digits) {
            if (digits < 0 || digits > 18) {
                throw new ConfigurationException("The sandbox currency has 0 to 18 decimals, got " + digits);
            }
            this.decimals = digits;
            return this;
        }

        /**
         * Sets who is paid. By default {@code merchant}.
         *
         * @param name any name
         * @return this
         */
        public Builder recipient(String name) {
            this.recipient = requireText(name, "recipient");
            return this;
        }

        /**
         * Sets where payments are written down. By default in a ledger of its own.
         *
         * @param book may be shared
         * @return this
         */
        public Builder ledger(SandboxLedger book) {
            this.ledger = Objects.requireNonNull(book, "book");
            return this;
        }

        /**
         * Lets money move in a bank, which several processes can share, instead of the ledger; the ledger stays empty. A
         * bank that doesn't answer within 2 seconds leaves the outcome unknown.
         *
         * @param uri from {@link SandboxBank#uri}
         * @return this
         */
        public Builder bank(URI uri) {
            return bank(uri, Duration.ofSeconds(2));
        }

        /**
         * Lets money move in a bank, with another deadline.
         *
         * @param uri from {@link SandboxBank#uri}
         * @param deadline how long the bank may take to answer each question
         * @return this
         */
        public Builder bank(URI uri, Duration deadline) {
            this.bank = new SandboxBankClient(uri, deadline);
            return this;
        }

        /**
         * Sets the clock. By default the system's.
         *
         * @param source of time
         * @return this
         */
        public Builder clock(InstantSource source) {
            this.clock = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * Lets every settlement fail, until {@link SandboxCharge#recover}.
         *
         * @param standing what goes wrong
         * @return this
         */
        public Builder fault(SandboxFault standing) {
            this.fault = Objects.requireNonNull(standing, "standing");
            return this;
        }

        private static String requireText(String text, String setting) {
            if (text.isBlank() || !text.equals(text.strip())) {
                throw new ConfigurationException(
                        "The " + setting + " of the sandbox is a name without spaces around it," + " got \"" + text
                                + "\"; leave the setting out for the default");
            }
            return text;
        }

        /**
         * The payment method.
         *
         * @return ready to use
         */
        public SandboxCharge build() {
            return new SandboxCharge(this);
        }
    }
}
