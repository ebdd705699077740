package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ReserveCall;
import org.mpp4j.tempo.internal.session.SessionProblem;
import org.mpp4j.tempo.internal.session.Voucher;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** Whose keys open channels, fill them, and sign their vouchers, and which signatures are refused. */
class SessionSignersTest extends OneChannel {

    private static final PasskeyPayer PASSKEY = new PasskeyPayer(11);
    private static final PasskeyPayer PASSKEY_OF_ANOTHER = new PasskeyPayer(12);
    private static final TempoPayer ACCESS_KEY = new TempoPayer("0x60");
    private static final String GET_KEY = "0xbc298553";
    private static final long LATER = Charges.NOW.getEpochSecond() + 3600;

    /** Here nothing is waited for in vain. */
    @Override
    TempoSessionBuilder builder() {
        return super.builder().deadline(Duration.ofSeconds(10));
    }

    /** A key, and the account in whose name it signs transactions. */
    private enum Key {
        SECP256K1(PAYER.address(), PAYER.address(), PAYER::sign),
        P256(PASSKEY.address(), PASSKEY.address(), PASSKEY::signBare),
        P256_HASHED_AGAIN(PASSKEY.address(), PASSKEY.address(), PASSKEY::signHashedAgain),
        WEB_AUTHN(PASSKEY.address(), PASSKEY.address(), PASSKEY::signAsPasskey),
        ACCESS_SECP256K1_V1(3, 0, ACCESS_KEY.address(), ACCESS_KEY::sign),
        ACCESS_P256_V1(3, 1, PASSKEY.address(), PASSKEY::signBare),
        ACCESS_SECP256K1_V2(4, 0, ACCESS_KEY.address(), ACCESS_KEY::sign),
        ACCESS_P256_V2(4, 1, PASSKEY.address(), PASSKEY::signBare),
        ACCESS_WEB_AUTHN_V2(4, 2, PASSKEY.address(), PASSKEY::signAsPasskey);

        private final TempoAddress account;
        private final TempoAddress address;
        private final UnaryOperator<byte[]> alone;
        private final UnaryOperator<byte[]> inName;
        private final int kind;

        Key(TempoAddress account, TempoAddress address, UnaryOperator<byte[]> alone) {
            this.account = account;
            this.address = address;
            this.alone = alone;
            this.inName = alone;
            this.kind = 0;
        }

        Key(int form, int kind, TempoAddress address, UnaryOperator<byte[]> alone) {
            this.account = PAYER.address();
            this.address = address;
            this.alone = alone;
            this.inName = hash -> Signatures.ofAccessKey(
                    form, account, alone.apply(Signatures.hashForAccessKey(form, account, hash)));
            this.kind = kind;
        }

        TempoTransaction sign(TempoTransaction unsigned) {
            return unsigned.withSignature(inName.apply(unsigned.signingHash()));
        }
    }

    /** A channel, and the transaction that opens it. */
    private record Opening(TempoTransaction transaction, ChannelDescriptor channel) {

        Bytes32 id() {
            return channel.channelId(RESERVE);
        }

        Voucher voucher(long amount, UnaryOperator<byte[]> signing) {
            BigInteger cumulative = BigInteger.valueOf(amount);
            return new Voucher(id(), cumulative, RlpBytes.of(signing.apply(RESERVE.voucherHash(id(), cumulative))));
        }
    }

    private Opening opening(Key sender, TempoAddress signer) {
        TempoTransaction transaction = sender.sign(unsignedOpening(DEPOSIT, (byte) 0xaa, signer));
        ChannelDescriptor said = descriptor(transaction);
        return new Opening(
                transaction,
                new ChannelDescriptor(
                        sender.account,
                        said.payee(),
                        said.operator(),
                        said.token(),
                        said.salt(),
                        signer,
                        Bytes32.of(transaction.expiringNonceHash(sender.account))));
    }

    private TempoTransaction filling(Opening opening, Key sender, long amount) {
        return sender.sign(TempoPayer.unsigned(
                CHAIN,
                BigInteger.valueOf(time.get().getEpochSecond() + 20),
                List.of(TempoCall.of(
                        RESERVE.address(),
                        new ReserveCall.TopUp(opening.channel(), BigInteger.valueOf(amount)).encode()))));
    }

    private Credential credential(Opening opening, JsonObject payload) {
        return Credential.of(
                challenge, "did:pkh:eip155:" + CHAIN + ":" + opening.channel().payer(), payload);
    }

    private Credential openCredential(Opening opening, Voucher voucher) {
        return credential(
                opening,
                payload("open", voucher, opening.channel())
                        .put("type", "transaction")
                        .put("transaction", Hex.encode(opening.transaction().encode()))
                        .build());
    }

    private Credential credential(String action, Opening opening, Voucher voucher) {
        return credential(opening, payload(action, voucher, opening.channel()).build());
    }

    private Credential topUpCredential(Opening opening, TempoTransaction transaction, long amount) {
        return credential(
                opening,
                JsonObject.builder()
                        .put("action", "topUp")
                        .put("type", "transaction")
                        .put("channelId", opening.id().toString())
                        .put("descriptor", opening.channel().json())
                        .put("transaction", Hex.encode(transaction.encode()))
                        .put("additionalDeposit", Long.toString(amount))
                        .build());
    }

    /** The chain has authorized a key for the payer. */
    private void authorized(Key key) {
        chain.answering(GET_KEY, key(key.kind, LATER, key.address));
    }

    private static String key(int kind, long expiry, TempoAddress address) {
        return FakeChannels.padded(BigInteger.valueOf(kind))
                + FakeChannels.padded(address)
                + FakeChannels.padded(BigInteger.valueOf(expiry))
                + FakeChannels.padded(BigInteger.ONE)
                + FakeChannels.padded(BigInteger.ZERO);
    }

    private static void assertRefused(SessionOutcome outcome, ProblemType type) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.problem().type()).isEqualTo(type));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfKeyOpensFillsAndClosesAChannelAndSignsItsVouchers(Key key) {
        authorized(key);
        Opening opening = opening(key, key.address);

        assertAdmitted(get(openCredential(opening, opening.voucher(1000, key.alone))));
        assertDone(post(topUpCredential(opening, filling(opening, key, 2000), 2000)));
        assertAdmitted(get(credential("voucher", opening, opening.voucher(7000, key.alone))));
        assertDone(post(credential("close", opening, opening.voucher(7000, key.alone))));

        assertThat(chain.captured()).isEqualTo(2000);
        assertThat(news).containsExactly("opened 5000", "closed 2000");
    }

    @ParameterizedTest
    @EnumSource(
            value = Key.class,
            names = {"SECP256K1", "P256", "P256_HASHED_AGAIN", "WEB_AUTHN"})
    void aSignerOfItsOwnSignsTheVouchersOfAChannelAndNobodyElseDoes(Key key) {
        Key payer = key == Key.SECP256K1 ? Key.P256 : Key.SECP256K1;
        Opening opening = opening(payer, key.address);

        assertRefused(get(openCredential(opening, opening.voucher(1000, payer.alone))), SessionProblem.SIGNER_MISMATCH);
        assertThat(chain.node().methods()).isEmpty();
        assertAdmitted(get(openCredential(opening, opening.voucher(1000, key.alone))));
        assertRefused(
                get(credential("voucher", opening, opening.voucher(2000, payer.alone))),
                SessionProblem.SIGNER_MISMATCH);
        assertRefused(
                post(credential("close", opening, opening.voucher(2000, PASSKEY_OF_ANOTHER::signBare))),
                SessionProblem.SIGNER_MISMATCH);
        assertAdmitted(get(credential("voucher", opening, opening.voucher(2000, key.alone))));
        assertDone(post(credential("close", opening, opening.voucher(2000, key.alone))));
        assertThat(chain.captured()).isEqualTo(2000);
    }

    @Test
    void aChannelWithoutASignerTakesVouchersOfItsPayersOwnKey() {
        Opening opening = opening(Key.WEB_AUTHN, ChannelDescriptor.NOBODY);

        assertAdmitted(get(openCredential(opening, opening.voucher(1000, PASSKEY::signAsPasskey))));
        assertAdmitted(get(credential("voucher", opening, opening.voucher(2000, PASSKEY::signBare))));
    }

    @ParameterizedTest
    @EnumSource(
            value = Key.class,
            names = {
                "ACCESS_SECP256K1_V1",
                "ACCESS_SECP256K1_V2",
                "ACCESS_P256_V1",
                "ACCESS_P256_V2",
                "ACCESS_WEB_AUTHN_V2"
            })
    void anAccessKeySignsNoVouchersInTheNameOfItsAccount(Key key) {
        authorized(key);
        Opening opening = opening(key, PAYER.address());

        assertRefused(
                get(openCredential(opening, opening.voucher(1000, key.inName))), SessionProblem.INVALID_SIGNATURE);
        assertRefused(get(openCredential(opening, opening.voucher(1000, key.alone))), SessionProblem.SIGNER_MISMATCH);
        assertThat(chain.node().methods()).isEmpty();
        assertAdmitted(get(openCredential(opening, opening.voucher(1000, PAYER::sign))));
    }

    @Test
    void whatTheReserveWouldRefuseIsRefusedInEachActionAndNothingIsSent() {
        Opening opening = opening(Key.SECP256K1, PAYER.address());
        List<UnaryOperator<byte[]>> bad = List.of(
                hash -> Signatures.withHighS(PAYER.sign(hash)),
                hash -> Signatures.compact(PAYER.sign(hash)),
                hash -> Signatures.withParity(PAYER.sign(hash)),
                hash -> Signatures.p256WithHighS(PASSKEY.signBare(hash)),
                hash -> Keccak.concatenate(PAYER.sign(hash), new byte[32]),
                hash -> Keccak.concatenate(PASSKEY.signAsPasskey(hash), new byte[32]),
                hash -> new byte[0]);

        assertThat(bad)
                .allSatisfy(way -> assertRefused(
                        get(openCredential(opening, opening.voucher(1000, way))), SessionProblem.INVALID_SIGNATURE));
        assertThat(chain.node().methods()).isEmpty();
        assertAdmitted(get(openCredential(opening, opening.voucher(1000, PAYER::sign))));
        passSeconds(2);
        for (String action : List.of("voucher", "close")) {
            assertThat(bad)
                    .allSatisfy(way -> assertRefused(
                            get(credential(action, opening, opening.voucher(2000, way))),
                            SessionProblem.INVALID_SIGNATURE));
            passSeconds(2);
        }
        assertThat(chain.captured()).isZero();
    }

    @Test
    void aTransactionThatAnotherKeyHasSignedOpensAndFillsNothing() {
        Opening opening = opening(Key.P256, PASSKEY.address());
        TempoTransaction forged = opening.transaction()
                .withSignature(PASSKEY_OF_ANOTHER.signBare(opening.transaction().signingHash()));
        Opening stolen = new Opening(forged, opening.channel());

        assertRefused(
                get(openCredential(stolen, opening.voucher(1000, PASSKEY::signBare))), ProblemType.VERIFICATION_FAILED);
        assertThat(chain.node().methods()).isEmpty();
        assertAdmitted(get(openCredential(opening, opening.voucher(1000, PASSKEY::signBare))));
        assertRefused(
                post(topUpCredential(opening, filling(opening, Key.SECP256K1, 2000), 2000)),
                ProblemType.VERIFICATION_FAILED);
        assertThat(chain.deposit(opening.id())).isEqualTo(DEPOSIT);
    }

    @Test
    void aTransactionWithAHighSIsNobodysAndNotSent() {
        for (Key key : List.of(Key.SECP256K1, Key.P256)) {
            Opening good = opening(key, key.address);
            byte[] signature = good.transaction().signature().bytes().toArray();
            byte[] high = key == Key.P256 ? Signatures.p256WithHighS(signature) : Signatures.withHighS(signature);
            Opening bad = new Opening(good.transaction().withSignature(high), good.channel());

            assertThat(get(openCredential(bad, good.voucher(1000, key.alone)))).isInstanceOf(Rejected.class);
        }
        assertThat(chain.node().methods()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"revoked", "never authorized", "expired", "of another kind"})
    void anAccessKeyThatMayNotSignOpensAndFillsNothing(String why) {
        Key key = Key.ACCESS_P256_V2;
        Opening opening = opening(key, PAYER.address());
        String told = switch (why) {
            case "revoked" -> "0".repeat(319) + "1";
            case "never authorized" -> "0".repeat(320);
            case "expired" -> key(1, Charges.NOW.getEpochSecond(), key.address);
            default -> key(2, LATER, key.address);
        };
        chain.answering(GET_KEY, told);

        assertRefused(
                get(openCredential(opening, opening.voucher(1000, PAYER::sign))), ProblemType.VERIFICATION_FAILED);
        assertThat(session.accounts().find("tempo:" + opening.id())).isEmpty();
        assertThat(chain.node().methods()).doesNotContain("eth_sendRawTransactionSync");

        Opening own = opening(Key.SECP256K1, PAYER.address());
        assertAdmitted(get(openCredential(own, own.voucher(1000, PAYER::sign))));
        assertRefused(post(topUpCredential(own, filling(own, key, 2000), 2000)), ProblemType.VERIFICATION_FAILED);
        assertThat(chain.deposit(own.id())).isEqualTo(DEPOSIT);
    }

    @Test
    void whileTheChainDoesNotTellOfAnAccessKeyNothingIsSent() {
        Opening opening = opening(Key.ACCESS_SECP256K1_V2, PAYER.address());
        chain.silent(true);

        assertThat(get(openCredential(opening, opening.voucher(1000, PAYER::sign))))
                .isInstanceOf(Settlement.Unknown.class);
        assertThat(chain.node().methods()).doesNotContain("eth_sendRawTransactionSync");
    }
}
