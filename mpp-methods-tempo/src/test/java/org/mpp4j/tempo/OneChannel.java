package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.method.Verification;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.store.InMemoryPaymentLedger;
import org.mpp4j.store.InMemorySessionStore;
import org.mpp4j.store.SessionStore;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ReserveCall;
import org.mpp4j.tempo.internal.session.SessionReceipt;
import org.mpp4j.tempo.internal.session.Voucher;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** A merchant who sells at a thousandth of a dollar per request, and a payer with a channel of five of them. */
abstract class OneChannel {

    static final long CHAIN = 42431;
    static final ChannelContract RESERVE = ChannelContract.reserve(CHAIN);
    static final MerchantAccount MERCHANT =
            MerchantAccount.ofPrivateKey("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    static final TempoPayer PAYER = Charges.PAYER;
    static final TempoPayer STRANGER = new TempoPayer("0x5f");
    static final long PRICE = 1000;
    static final long DEPOSIT = 5000;

    final AtomicReference<Instant> time = new AtomicReference<>(Charges.NOW);
    final FakeReserve chain = new FakeReserve(CHAIN, Charges.NOW.getEpochSecond());
    final SessionStore store = new InMemorySessionStore();
    final InMemoryPaymentLedger ledger = new InMemoryPaymentLedger();
    final List<String> news = Collections.synchronizedList(new ArrayList<>());
    final TempoSession session = builder().build();
    final Challenge challenge = challenge(session);
    final TempoTransaction opening = opening(DEPOSIT, (byte) 0xaa);
    final ChannelDescriptor channel = descriptor(opening);
    final Bytes32 channelId = channel.channelId(RESERVE);

    TempoSessionBuilder builder() {
        return TempoSession.builder()
                .network(TempoNetwork.MODERATO)
                .rpcUrl(chain.url())
                .account(MERCHANT)
                .store(store)
                .ledger(ledger)
                .listener(new Reporter())
                .clock(time::get)
                .deadline(Duration.ofMillis(1500));
    }

    private final class Reporter implements SessionListener {
        @Override
        public void opened(String id, TempoAddress payer, BigInteger deposit) {
            news.add("opened " + deposit);
        }

        @Override
        public void settled(String id, BigInteger amount, String transaction) {
            news.add("settled " + amount);
        }

        @Override
        public void closed(String id, BigInteger amount, String transaction) {
            news.add("closed " + amount);
        }

        @Override
        public void closeRequested(String id, BigInteger owed) {
            news.add("close requested " + owed);
        }

        @Override
        public void failed(String id, BigInteger owed) {
            news.add("failed " + owed);
        }

        @Override
        public void endedElsewhere(String id, BigInteger owed) {
            news.add("ended elsewhere " + owed);
        }
    }

    @AfterEach
    void stop() {
        session.close();
        chain.close();
    }

    void passSeconds(long seconds) {
        time.set(time.get().plusSeconds(seconds));
        chain.passSeconds(seconds);
    }

    static Challenge challenge(TempoSession through) {
        return Challenge.builder(
                        "localhost",
                        "tempo",
                        "session",
                        through.prepare(OfferTerms.of(Price.of("0.001"))).request())
                .expires(Charges.NOW.plusSeconds(300))
                .build("a-challenge");
    }

    TempoTransaction opening(long deposit, byte salt) {
        return PAYER.sign(unsignedOpening(deposit, salt, PAYER.address()));
    }

    TempoTransaction unsignedOpening(long deposit, byte salt, TempoAddress signer) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, salt);
        return TempoPayer.unsigned(
                CHAIN,
                BigInteger.valueOf(time.get().getEpochSecond() + 25),
                List.of(TempoCall.of(
                        RESERVE.address(),
                        new ReserveCall.Open(
                                        MERCHANT.address(),
                                        ChannelDescriptor.NOBODY,
                                        TempoNetwork.MODERATO.currency(),
                                        BigInteger.valueOf(deposit),
                                        Bytes32.of(bytes),
                                        signer)
                                .encode())));
    }

    static ChannelDescriptor descriptor(TempoTransaction opening) {
        ReserveCall.Open open = (ReserveCall.Open)
                ReserveCall.decode(opening.calls().get(0).input().toArray()).orElseThrow();
        return new ChannelDescriptor(
                PAYER.address(),
                open.payee(),
                open.operator(),
                open.token(),
                open.salt(),
                open.authorizedSigner(),
                Bytes32.of(opening.expiringNonceHash(PAYER.address())));
    }

    Voucher voucher(long amount) {
        return voucher(amount, PAYER);
    }

    Voucher voucher(long amount, TempoPayer by) {
        BigInteger cumulative = BigInteger.valueOf(amount);
        return new Voucher(channelId, cumulative, RlpBytes.of(by.sign(RESERVE.voucherHash(channelId, cumulative))));
    }

    static JsonObject.Builder payload(String action, Voucher voucher, ChannelDescriptor channel) {
        return voucher.json().toBuilder().put("action", action).put("descriptor", channel.json());
    }

    Credential credential(JsonObject payload) {
        return Credential.of(challenge, PAYER.did(CHAIN), payload);
    }

    Credential openCredential(long amount) {
        return openCredential(opening, voucher(amount));
    }

    Credential openCredential(TempoTransaction transaction, Voucher voucher) {
        return credential(payload("open", voucher, descriptor(transaction))
                .put("type", "transaction")
                .put("transaction", Hex.encode(transaction.encode()))
                .build());
    }

    Credential voucherCredential(long amount) {
        return credential(payload("voucher", voucher(amount), channel).build());
    }

    Credential closeCredential(long amount) {
        return credential(payload("close", voucher(amount), channel).build());
    }

    TempoTransaction topUp(long amount, long validAfter) {
        TempoTransaction draft = TempoPayer.unsigned(
                CHAIN,
                BigInteger.valueOf(time.get().getEpochSecond() + 20 + validAfter),
                List.of(TempoCall.of(
                        RESERVE.address(), new ReserveCall.TopUp(channel, BigInteger.valueOf(amount)).encode())));
        return PAYER.sign(draft);
    }

    Credential topUpCredential(TempoTransaction transaction, long amount) {
        return credential(JsonObject.builder()
                .put("action", "topUp")
                .put("type", "transaction")
                .put("channelId", channelId.toString())
                .put("descriptor", channel.json())
                .put("transaction", Hex.encode(transaction.encode()))
                .put("additionalDeposit", Long.toString(amount))
                .build());
    }

    static SessionOutcome perform(TempoSession through, Credential credential, boolean forResource) {
        Verification verification = through.verify(new PaymentAttempt(credential));
        return verification instanceof Rejected rejected
                ? rejected
                : ((Verification.InSession) verification).payment().perform(forResource);
    }

    SessionPayment payment(Credential credential) {
        return ((Verification.InSession) session.verify(new PaymentAttempt(credential))).payment();
    }

    SessionOutcome get(Credential credential) {
        return perform(session, credential, true);
    }

    SessionOutcome post(Credential credential) {
        return perform(session, credential, false);
    }

    void open() {
        assertAdmitted(get(openCredential(PRICE)));
    }

    SessionAccount account() {
        return session.accounts().find("tempo:" + channelId).orElseThrow();
    }

    static SessionReceipt assertAdmitted(SessionOutcome outcome) {
        assertThat(outcome).isInstanceOf(SessionOutcome.Admitted.class);
        return SessionReceipt.of(((SessionOutcome.Admitted) outcome).meter().receipt());
    }

    static SessionReceipt assertDone(SessionOutcome outcome) {
        assertThat(outcome).isInstanceOf(SessionOutcome.Done.class);
        return SessionReceipt.of(((SessionOutcome.Done) outcome).receipt());
    }

    void assertRejected(@Nullable SessionOutcome outcome, ProblemType type) {
        assertThat(outcome).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.problem().type()).isEqualTo(type);
            assertThat(rejected.problem().json().string("channelId")).contains(channelId.toString());
        });
    }
}
