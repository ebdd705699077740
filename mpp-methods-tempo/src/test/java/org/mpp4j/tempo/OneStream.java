package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
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
import org.mpp4j.tempo.internal.session.ChannelProtocol;
import org.mpp4j.tempo.internal.session.StreamCall;
import org.mpp4j.tempo.internal.session.StreamChannel;
import org.mpp4j.tempo.internal.session.Voucher;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/** The merchant and the payer of {@link OneChannel}, with a channel of the older contract. */
abstract class OneStream {

    static final ChannelContract STREAMS = ChannelContract.of(
            ChannelProtocol.V1, OneChannel.CHAIN, TempoAddress.parse("0x9d136eEa063eDE5418A6BC7bEafF009bBb6CFa70"));
    static final TempoPayer PAYER = OneChannel.PAYER;
    static final TempoPayer STRANGER = OneChannel.STRANGER;
    static final long PRICE = OneChannel.PRICE;
    static final long DEPOSIT = 50_000;

    final AtomicReference<Instant> time = new AtomicReference<>(Charges.NOW);
    final FakeStreams chain = new FakeStreams(STREAMS, Charges.NOW.getEpochSecond());
    final SessionStore store = new InMemorySessionStore();
    final InMemoryPaymentLedger ledger = new InMemoryPaymentLedger();
    final TempoSession session = builder().build();
    final Challenge challenge = OneChannel.challenge(session);
    final StreamChannel channel = channel(PAYER, (byte) 0xaa);
    final Bytes32 channelId = channel.channelId(STREAMS);

    TempoSessionBuilder builder() {
        return TempoSession.builder()
                .network(TempoNetwork.MODERATO)
                .rpcUrl(chain.url())
                .account(OneChannel.MERCHANT)
                .streamContract(StreamContract.at(STREAMS.address().toString()))
                .store(store)
                .ledger(ledger)
                .clock(time::get)
                .deadline(Duration.ofMillis(1500));
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

    static StreamChannel channel(TempoPayer payer, byte salt) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, salt);
        return new StreamChannel(
                payer.address(),
                OneChannel.MERCHANT.address(),
                TempoNetwork.MODERATO.currency(),
                Bytes32.of(bytes),
                payer.address());
    }

    TempoTransaction transaction(byte[] call, long approved) {
        return TempoPayer.unsigned(
                OneChannel.CHAIN,
                BigInteger.valueOf(time.get().getEpochSecond() + 25),
                List.of(
                        TempoCall.of(
                                TempoNetwork.MODERATO.currency(),
                                TokenFunction.approve(STREAMS.address(), BigInteger.valueOf(approved))),
                        TempoCall.of(STREAMS.address(), call)));
    }

    TempoTransaction opening(StreamChannel opened, long deposit) {
        byte[] call = new StreamCall.Open(
                        opened.payee(),
                        opened.token(),
                        BigInteger.valueOf(deposit),
                        opened.salt(),
                        opened.authorizedSigner())
                .encode();
        return PAYER.sign(transaction(call, deposit));
    }

    TempoTransaction topUp(long amount) {
        return PAYER.sign(transaction(new StreamCall.TopUp(channelId, BigInteger.valueOf(amount)).encode(), amount));
    }

    Voucher voucher(long amount) {
        return voucher(channelId, amount, PAYER);
    }

    static Voucher voucher(Bytes32 id, long amount, TempoPayer by) {
        BigInteger cumulative = BigInteger.valueOf(amount);
        return new Voucher(id, cumulative, RlpBytes.of(by.sign(STREAMS.voucherHash(id, cumulative))));
    }

    Credential credential(String action, Voucher voucher) {
        return credential(voucher.json().toBuilder().put("action", action).build());
    }

    Credential credential(JsonObject payload) {
        return Credential.of(challenge, PAYER.did(OneChannel.CHAIN), payload);
    }

    Credential openCredential(TempoTransaction transaction, Voucher voucher) {
        return credential(voucher.json().toBuilder()
                .put("action", "open")
                .put("type", "transaction")
                .put("transaction", Hex.encode(transaction.encode()))
                .build());
    }

    Credential topUpCredential(TempoTransaction transaction, long amount) {
        return credential(JsonObject.builder()
                .put("action", "topUp")
                .put("type", "transaction")
                .put("channelId", channelId.toString())
                .put("transaction", Hex.encode(transaction.encode()))
                .put("additionalDeposit", Long.toString(amount))
                .build());
    }

    SessionOutcome open(long amount) {
        return get(openCredential(opening(channel, DEPOSIT), voucher(amount)));
    }

    SessionOutcome get(Credential credential) {
        return OneChannel.perform(session, credential, true);
    }

    SessionOutcome get(long amount) {
        return get(credential("voucher", voucher(amount)));
    }

    SessionOutcome post(Credential credential) {
        return OneChannel.perform(session, credential, false);
    }

    SessionOutcome close(long amount) {
        return post(credential("close", voucher(amount)));
    }

    SessionAccount account() {
        return session.accounts().find("tempo:" + channelId).orElseThrow();
    }

    static Rejected assertRejected(@Nullable SessionOutcome outcome, ProblemType type) {
        assertThat(outcome).isInstanceOf(Rejected.class);
        Rejected rejected = (Rejected) outcome;
        assertThat(rejected.problem().type()).isEqualTo(type);
        return rejected;
    }
}
