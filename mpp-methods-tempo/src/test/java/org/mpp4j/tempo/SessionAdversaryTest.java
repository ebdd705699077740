package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.session.RequestMeter;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelProtocol;
import org.mpp4j.tempo.internal.session.SessionProblem;
import org.mpp4j.tempo.internal.session.Voucher;

/** What clients try who want more than they pay for. */
class SessionAdversaryTest extends OneChannel {

    @BeforeEach
    void aChannelIsOpen() {
        open();
    }

    private void assertNothingHappened() {
        assertThat(account().authorized()).isEqualTo(1000);
        assertThat(account().spent()).isEqualTo(1000);
        assertThat(account().status()).isEqualTo(Status.OPEN);
    }

    private SessionOutcome getVoucher(Voucher voucher) {
        return get(credential(payload("voucher", voucher, channel).build()));
    }

    @Test
    void aLowerVoucherBuysNothing() {
        assertRejected(get(voucherCredential(999)), ProblemType.VERIFICATION_FAILED);
        assertNothingHappened();
    }

    @Test
    void theSameVoucherBuysNothingMore() {
        assertRejected(get(voucherCredential(1000)), SessionProblem.INSUFFICIENT_BALANCE);
        assertThat(assertDone(post(voucherCredential(1000))).acceptedCumulative())
                .isEqualTo(1000);
        assertNothingHappened();
    }

    @Test
    void theSameAmountWithSomebodyElsesSignatureBuysNothing() {
        get(voucherCredential(5000));

        assertRejected(getVoucher(voucher(5000, STRANGER)), SessionProblem.SIGNER_MISMATCH);
        assertThat(account().spent()).isEqualTo(2000);
    }

    @Test
    void aVoucherOfAnotherChannelIsRefused() {
        Bytes32 other = Bytes32.of(new byte[32]);
        BigInteger amount = BigInteger.valueOf(2000);
        RlpBytes signature = RlpBytes.of(PAYER.sign(RESERVE.voucherHash(other, amount)));

        assertRejected(getVoucher(new Voucher(channelId, amount, signature)), SessionProblem.SIGNER_MISMATCH);
        assertThat(getVoucher(new Voucher(other, amount, signature)))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.problem().type()).isEqualTo(ProblemType.VERIFICATION_FAILED));
        assertNothingHappened();
    }

    @Test
    void aVoucherForAnotherChainOrContractIsRefused() {
        BigInteger amount = BigInteger.valueOf(2000);
        List<ChannelContract> others = List.of(
                ChannelContract.reserve(4217),
                ChannelContract.of(ChannelProtocol.V2, CHAIN, TempoNetwork.MODERATO.currency()),
                ChannelContract.of(ChannelProtocol.V1, CHAIN, ChannelContract.RESERVE));

        assertThat(others)
                .allSatisfy(other -> assertRejected(
                        getVoucher(new Voucher(
                                channelId, amount, RlpBytes.of(PAYER.sign(other.voucherHash(channelId, amount))))),
                        SessionProblem.SIGNER_MISMATCH));
        assertNothingHappened();
    }

    @Test
    void aSignatureWithAHighSIsRefused() {
        byte[] good = voucher(2000).signature().toArray();
        byte[] high = Signatures.withHighS(good);

        assertRejected(
                getVoucher(new Voucher(channelId, BigInteger.valueOf(2000), RlpBytes.of(high))),
                SessionProblem.INVALID_SIGNATURE);
        assertNothingHappened();
    }

    @Test
    void anAccessKeysSignatureInTheNameOfThePayerIsRefused() {
        byte[] inner = voucher(2000).signature().toArray();
        byte[] wrapped = Signatures.ofAccessKey(3, PAYER.address(), inner);

        assertRejected(
                getVoucher(new Voucher(channelId, BigInteger.valueOf(2000), RlpBytes.of(wrapped))),
                SessionProblem.INVALID_SIGNATURE);
        assertNothingHappened();
    }

    @Test
    void aStrangersVoucherIsRefused() {
        assertRejected(getVoucher(voucher(2000, STRANGER)), SessionProblem.SIGNER_MISMATCH);
        assertNothingHappened();
    }

    @Test
    void aStrangerAsSourceIsRefused() {
        Credential credential = Credential.of(
                challenge,
                STRANGER.did(CHAIN),
                payload("voucher", voucher(2000), channel).build());

        assertRejected(get(credential), ProblemType.VERIFICATION_FAILED);
        assertNothingHappened();
    }

    @Test
    void aDescriptorThatNamesTheAttackerAsSignerIsRefused() {
        ChannelDescriptor forged = new ChannelDescriptor(
                channel.payer(),
                channel.payee(),
                channel.operator(),
                channel.token(),
                channel.salt(),
                STRANGER.address(),
                channel.expiringNonceHash());

        assertRejected(
                get(credential(
                        payload("voucher", voucher(2000, STRANGER), forged).build())),
                ProblemType.VERIFICATION_FAILED);
        assertNothingHappened();
    }

    @Test
    void aChannelThatNobodyHasOpenedPaysForNothing() {
        ChannelDescriptor invented = new ChannelDescriptor(
                STRANGER.address(),
                channel.payee(),
                channel.operator(),
                channel.token(),
                Bytes32.ZERO,
                STRANGER.address(),
                Bytes32.ZERO);
        Bytes32 id = invented.channelId(RESERVE);
        BigInteger amount = BigInteger.valueOf(2000);
        int before = chain.node().methods().size();
        Voucher voucher = new Voucher(id, amount, RlpBytes.of(STRANGER.sign(RESERVE.voucherHash(id, amount))));

        for (String action : List.of("voucher", "close")) {
            assertThat(get(Credential.of(
                            challenge,
                            STRANGER.did(CHAIN),
                            payload(action, voucher, invented).build())))
                    .isInstanceOfSatisfying(Rejected.class, rejected -> {
                        assertThat(rejected.problem().type()).isEqualTo(SessionProblem.CHANNEL_NOT_FOUND);
                        assertThat(rejected.problem().status()).isEqualTo(410);
                    });
        }
        assertThat(chain.node().methods()).hasSize(before);
    }

    @Test
    void aChannelOfAnotherMerchantPaysForNothing() {
        TempoSession elsewhere = builder()
                .account(MerchantAccount.ofPrivateKey("0x" + "0".repeat(62) + "77"))
                .build();

        assertRejected(perform(elsewhere, voucherCredential(2000), true), ProblemType.VERIFICATION_FAILED);
        assertRejected(perform(elsewhere, openCredential(1000), true), ProblemType.VERIFICATION_FAILED);
        assertRejected(perform(elsewhere, closeCredential(1000), true), ProblemType.VERIFICATION_FAILED);
    }

    @Test
    void moreThanTheDepositIsNeverAuthorized() {
        assertRejected(get(voucherCredential(5001)), SessionProblem.AMOUNT_EXCEEDS_DEPOSIT);
        assertRejected(post(closeCredential(5001)), SessionProblem.AMOUNT_EXCEEDS_DEPOSIT);
        assertNothingHappened();
    }

    @Test
    void anAmountThatNoChannelHoldsIsRefusedUnread() {
        JsonObject payload = payload("voucher", voucher(2000), channel)
                .put("cumulativeAmount", BigInteger.ONE.shiftLeft(96).toString())
                .build();

        assertThat(session.verify(new PaymentAttempt(credential(payload))))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.problem().type()).isEqualTo(ProblemType.INVALID_PAYLOAD));
        assertNothingHappened();
    }

    @Test
    void aTinyStepIsRefusedWhereSomeStepIsAskedFor() {
        TempoSession choosy = builder().minVoucherDelta("0.0005").build();

        assertRejected(perform(choosy, voucherCredential(1499), true), SessionProblem.DELTA_TOO_SMALL);
        assertThat(challenge(choosy).request().methodDetails().requireString("minVoucherDelta"))
                .isEqualTo("500");
        assertThat(assertDone(perform(choosy, voucherCredential(1500), false)).acceptedCumulative())
                .isEqualTo(1500);
    }

    @Test
    void aChannelWhosePayerAsksForItsEndPaysForNothingMore() {
        chain.requestClose(channelId);
        passSeconds(6);

        assertRejected(get(voucherCredential(2000)), SessionProblem.CHANNEL_FINALIZED);
        assertThat(account().dueAt()).isEqualTo(time.get());
        assertThat(news).contains("close requested 1000");
    }

    @Test
    void aChannelThatIsGonePaysForNothingMore() {
        chain.withdraw(channelId);
        passSeconds(6);

        assertRejected(get(voucherCredential(2000)), SessionProblem.CHANNEL_FINALIZED);
    }

    @Test
    void aStreamGetsNothingMoreOnceItsChannelIsClosed() {
        SessionOutcome admitted = get(voucherCredential(5000));
        RequestMeter meter = ((SessionOutcome.Admitted) admitted).meter();
        assertThat(meter.charge(1)).isPresent();
        assertThat(meter.charge(1)).isPresent();

        assertDone(post(closeCredential(5000)));

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> meter.charge(1))
                .isInstanceOf(org.mpp4j.session.SessionOverException.class);
        assertThat(chain.captured()).isEqualTo(3000);
    }

    @Test
    void badSignaturesAreNotLookedAtWithoutEndAndGoodOnesAreNotCounted() {
        for (int i = 0; i < 10; i++) {
            assertRejected(getVoucher(voucher(2000, STRANGER)), SessionProblem.SIGNER_MISMATCH);
        }

        assertRejected(getVoucher(voucher(2000, STRANGER)), ProblemType.TOO_MANY_REQUESTS);
        passSeconds(1);
        for (int i = 1; i <= 40; i++) {
            assertThat(assertDone(post(voucherCredential(1000 + i))).acceptedCumulative())
                    .isEqualTo(1000 + i);
        }
    }

    @Test
    void anOpenWithTheTransactionOfAnotherChannelIsRefused() {
        var another = opening(DEPOSIT, (byte) 0xbb);
        Credential mixed = credential(payload("open", voucher(1000), channel)
                .put("type", "transaction")
                .put("transaction", Hex.encode(another.encode()))
                .build());

        assertRejected(get(mixed), ProblemType.VERIFICATION_FAILED);
        assertNothingHappened();
    }

    @Test
    void nothingSecretIsInWhatIsShown() {
        String signature = Hex.encode(voucher(2000).signature().toArray()).substring(2, 40);
        SessionOutcome outcome = getVoucher(voucher(2000, STRANGER));

        assertThat(outcome.toString()).doesNotContain(signature);
        assertThat(session.toString()).contains("42431").doesNotContain("ac0974");
        assertThat(MERCHANT.toString()).doesNotContain("ac0974");
    }
}
