package org.mpp4j.examples.paidapi;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.mpp4j.gate.Offer;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Price;
import org.mpp4j.store.Stores;
import org.mpp4j.tempo.FeePayer;
import org.mpp4j.tempo.MerchantAccount;
import org.mpp4j.tempo.SettlementPolicy;
import org.mpp4j.tempo.StreamContract;
import org.mpp4j.tempo.TempoSession;
import org.mpp4j.tempo.TempoSessionBuilder;

/**
 * Payment as one goes, from channels on Tempo, if {@code SESSION_MERCHANT_KEY} is set: what the channels owe is taken by
 * transactions of the account that is paid, {@code TEMPO_RECIPIENT}, so its key is needed.
 */
final class SessionSettings {

    private static final String DEPOSIT = "5";
    private static final int DECIMALS = 6;

    private final TempoSessionBuilder session;

    private SessionSettings(TempoSessionBuilder session) {
        this.session = session;
    }

    static Optional<SessionSettings> from(Environment environment) {
        return environment
                .optional("SESSION_MERCHANT_KEY")
                .map(key -> Environment.named("SESSION_MERCHANT_KEY", () -> MerchantAccount.ofPrivateKey(key)))
                .map(account -> new SessionSettings(builder(environment, account)));
    }

    private static TempoSessionBuilder builder(Environment environment, MerchantAccount account) {
        TempoSettings.Chain chain = TempoSettings.chain(environment);
        TempoSessionBuilder session = TempoSession.builder()
                .chainId(chain.id())
                .rpcUrls(chain.nodes())
                .currency(chain.currency().toString())
                .recipient(chain.recipient().toString())
                .account(account)
                .deadline(environment.duration("TEMPO_DEADLINE", "PT10S"))
                .suggestedDeposit(DEPOSIT)
                .bootstrap()
                .settlement(policy(environment));
        with(environment, "SESSION_MIN_DEPOSIT", session::minDeposit);
        with(environment, "SESSION_MIN_VOUCHER_DELTA", session::minVoucherDelta);
        with(environment, "SESSION_STREAM_CONTRACT", address -> session.streamContract(StreamContract.at(address)));
        environment
                .optional("TEMPO_FEE_PAYER_KEY")
                .filter(key ->
                        environment.optional("SESSION_FEES").orElse("client").equals("server"))
                .map(key -> Environment.named("TEMPO_FEE_PAYER_KEY", () -> FeePayer.ofPrivateKey(key)))
                .ifPresent(session::feePayer);
        return session;
    }

    private static SettlementPolicy policy(Environment environment) {
        SettlementPolicy policy = SettlementPolicy.defaults();
        Optional<Duration> every = environment.duration("SESSION_SETTLE_EVERY");
        Optional<Duration> idle = environment.duration("SESSION_CLOSE_IDLE_AFTER");
        Optional<String> above = environment.optional("SESSION_SETTLE_ABOVE");
        if (every.isPresent()) {
            SettlementPolicy before = policy;
            policy = Environment.named("SESSION_SETTLE_EVERY", () -> before.every(every.get()));
        }
        if (idle.isPresent()) {
            SettlementPolicy before = policy;
            policy = Environment.named("SESSION_CLOSE_IDLE_AFTER", () -> before.closeIdleAfter(idle.get()));
        }
        if (above.isPresent()) {
            SettlementPolicy before = policy;
            policy = Environment.named(
                    "SESSION_SETTLE_ABOVE",
                    () -> before.above(
                            new BigDecimal(above.get()).movePointRight(DECIMALS).toBigIntegerExact()));
        }
        return policy;
    }

    private static void with(Environment environment, String name, Consumer<String> setting) {
        environment
                .optional(name)
                .ifPresent(value -> Environment.named(name, () -> {
                    setting.accept(value);
                    return value;
                }));
    }

    /** The method, with its sessions and its takings in these stores, looking after its channels from now on. */
    TempoSession open(Stores stores) {
        return Environment.named(
                "SESSION_...",
                () -> session.store(stores.sessions())
                        .ledger(stores.ledger())
                        .build()
                        .start());
    }

    /** {@code GET /session}. */
    static Offer perRequest(TempoSession session) {
        return Offer.of(session, OfferTerms.of(Price.of("0.001")).per("request"))
                .describedAs("Fortunes as you go");
    }

    /** {@code GET /stream}. */
    static Offer perToken(TempoSession session) {
        return Offer.of(session, OfferTerms.of(Price.of("0.0001")).per("token")).describedAs("A stream of tokens");
    }

    /** Nothing of it, because part of it is secret. */
    @Override
    public String toString() {
        return "SessionSettings";
    }
}
