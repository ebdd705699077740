package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.OneChannel.assertAdmitted;
import static org.mpp4j.tempo.OneChannel.assertDone;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelProtocol;
import org.mpp4j.tempo.internal.session.SessionProblem;
import org.mpp4j.tempo.internal.session.StreamCall;
import org.mpp4j.tempo.internal.session.StreamChannel;
import org.mpp4j.tempo.internal.session.Voucher;
import org.mpp4j.tempo.internal.tx.TempoCall;

/** What clients of the older contract try who want more than they pay for. */
class StreamAdversaryTest extends OneStream {

    private void assertUntouched() {
        assertThat(account().authorized()).isEqualTo(1000);
        assertThat(account().spent()).isEqualTo(1000);
        assertThat(account().isOpen()).isTrue();
    }

    private static Bytes32 id(int number) {
        byte[] bytes = new byte[32];
        bytes[31] = (byte) number;
        bytes[0] = 1;
        return Bytes32.of(bytes);
    }

    @Test
    void lowerVouchersStrangersVouchersAndThoseForMoreThanTheDepositAreRefused() {
        open(1000);

        assertRejected(get(999), ProblemType.VERIFICATION_FAILED);
        assertRejected(get(1000), SessionProblem.INSUFFICIENT_BALANCE);
        assertRejected(get(credential("voucher", voucher(channelId, 2000, STRANGER))), SessionProblem.SIGNER_MISMATCH);
        assertRejected(get(DEPOSIT + 1), SessionProblem.AMOUNT_EXCEEDS_DEPOSIT);
        assertRejected(close(999), ProblemType.VERIFICATION_FAILED);
        assertRejected(post(credential("close", voucher(channelId, 1000, STRANGER))), SessionProblem.SIGNER_MISMATCH);
        assertUntouched();
    }

    @Test
    void aVoucherOfTheReserveOrForAnotherChainOrContractIsRefused() {
        open(1000);
        BigInteger amount = BigInteger.valueOf(2000);
        List<ChannelContract> others = List.of(
                ChannelContract.reserve(OneChannel.CHAIN),
                ChannelContract.of(ChannelProtocol.V1, 4217, STREAMS.address()),
                ChannelContract.of(ChannelProtocol.V1, OneChannel.CHAIN, ChannelContract.RESERVE),
                ChannelContract.of(ChannelProtocol.V2, OneChannel.CHAIN, STREAMS.address()));

        assertThat(others)
                .allSatisfy(other -> assertRejected(
                        get(credential(
                                "voucher",
                                new Voucher(
                                        channelId,
                                        amount,
                                        RlpBytes.of(PAYER.sign(other.voucherHash(channelId, amount)))))),
                        SessionProblem.SIGNER_MISMATCH));
        assertUntouched();
    }

    @Test
    void aSignatureThatTheContractWouldNotTakeIsRefused() {
        open(1000);
        BigInteger amount = BigInteger.valueOf(2000);
        byte[] hash = STREAMS.voucherHash(channelId, amount);
        byte[] good = PAYER.sign(hash);
        PasskeyPayer passkey = new PasskeyPayer(0x77);
        List<byte[]> bad = List.of(
                Signatures.withHighS(good),
                Signatures.compact(good),
                Signatures.withParity(good),
                Signatures.ofAccessKey(3, PAYER.address(), good),
                Signatures.ofAccessKey(4, PAYER.address(), good),
                passkey.signBare(hash),
                passkey.signAsPasskey(hash));

        assertThat(bad)
                .allSatisfy(signature -> assertRejected(
                        get(credential("voucher", new Voucher(channelId, amount, RlpBytes.of(signature)))),
                        SessionProblem.INVALID_SIGNATURE));
        assertUntouched();
    }

    @Test
    void aVoucherThatIsFarAheadOfWhatIsSpentIsRefusedAsItCouldNotBeCapturedInPart() {
        assertRejected(open(11_000), ProblemType.VERIFICATION_FAILED);
        chain.open(channel(PAYER, (byte) 1), DEPOSIT);
        assertRejected(
                get(credential("voucher", voucher(channel(PAYER, (byte) 1).channelId(STREAMS), 10_001, PAYER))),
                ProblemType.VERIFICATION_FAILED);
        assertAdmitted(get(1000));

        assertRejected(get(11_001), ProblemType.VERIFICATION_FAILED);
        assertUntouched();
        assertAdmitted(get(11_000));
        TempoSession generous = builder()
                .streamContract(StreamContract.at(STREAMS.address().toString()).mostAhead("0.02"))
                .build();
        assertAdmitted(OneChannel.perform(generous, credential("voucher", voucher(22_000)), true));
    }

    @Test
    void aChannelThatNobodyHasOpenedPaysForNothing() {
        assertRejected(get(1000), SessionProblem.CHANNEL_NOT_FOUND);
        assertRejected(close(1000), SessionProblem.CHANNEL_NOT_FOUND);
        assertRejected(post(topUpCredential(topUp(1000), 1000)), SessionProblem.CHANNEL_NOT_FOUND);
        assertThat(session.accounts().find("tempo:" + channelId)).isEmpty();
    }

    @Test
    void aChannelOfAnotherMerchantOrInAnotherTokenPaysForNothing() {
        StreamChannel others = new StreamChannel(
                PAYER.address(), STRANGER.address(), channel.token(), channel.salt(), PAYER.address());
        StreamChannel otherToken = new StreamChannel(
                PAYER.address(), channel.payee(), STRANGER.address(), channel.salt(), PAYER.address());
        chain.open(others, DEPOSIT);
        chain.open(otherToken, DEPOSIT);

        for (StreamChannel wrong : List.of(others, otherToken)) {
            assertRejected(
                    get(credential("voucher", voucher(wrong.channelId(STREAMS), 1000, PAYER))),
                    ProblemType.VERIFICATION_FAILED);
            assertRejected(
                    get(openCredential(opening(wrong, DEPOSIT), voucher(wrong.channelId(STREAMS), 1000, PAYER))),
                    ProblemType.VERIFICATION_FAILED);
        }
    }

    @Test
    void aChannelThatIsOverOrEndingPaysForNothing() {
        chain.open(channel, DEPOSIT);
        chain.withdraw(channelId);
        StreamChannel ending = channel(PAYER, (byte) 2);
        chain.open(ending, DEPOSIT);
        chain.requestClose(ending.channelId(STREAMS));

        assertRejected(get(1000), SessionProblem.CHANNEL_FINALIZED);
        assertRejected(
                get(credential("voucher", voucher(ending.channelId(STREAMS), 1000, PAYER))),
                SessionProblem.CHANNEL_FINALIZED);
    }

    @Test
    void aChannelThatEndsWhileItIsUsedPaysForNothingMore() {
        open(1000);
        chain.withdraw(channelId);
        passSeconds(6);

        assertRejected(get(2000), SessionProblem.CHANNEL_FINALIZED);
        assertThat(account().spent()).isEqualTo(1000);
    }

    @Test
    void aVoucherForLessThanWasSettledBuysNothing() {
        chain.open(channel, DEPOSIT);
        chain.settledTo(channelId, 7000);

        assertRejected(get(6999), SessionProblem.INSUFFICIENT_BALANCE);
        assertRejected(get(7999), SessionProblem.INSUFFICIENT_BALANCE);
        assertThat(assertAdmitted(get(8999)).spent()).isEqualTo(8000);
    }

    @Test
    void aStrangersVoucherOfAnUnknownChannelLeavesNothingInTheBooks() {
        chain.open(channel, DEPOSIT);

        assertRejected(get(credential("voucher", voucher(channelId, 1000, STRANGER))), SessionProblem.SIGNER_MISMATCH);
        assertThat(session.accounts().find("tempo:" + channelId)).isEmpty();
    }

    @Test
    void inventedChannelsAreNotLookedUpWithoutEndAndKnownOnesGoOn() {
        open(1000);
        for (int i = 0; i < 10; i++) {
            assertRejected(get(credential("voucher", voucher(id(i), 1000, PAYER))), SessionProblem.CHANNEL_NOT_FOUND);
        }
        int before = chain.reads();

        assertRejected(get(credential("voucher", voucher(id(99), 1000, PAYER))), ProblemType.TOO_MANY_REQUESTS);
        assertThat(chain.reads()).isEqualTo(before);
        assertAdmitted(get(2000));
        passSeconds(1);
        assertRejected(get(credential("voucher", voucher(id(99), 1000, PAYER))), SessionProblem.CHANNEL_NOT_FOUND);
    }

    @Test
    void whileTheChainIsSilentNothingIsBelieved() {
        chain.open(channel, DEPOSIT);
        chain.silent(true);

        assertThat(get(1000))
                .isInstanceOfSatisfying(
                        Settlement.Unknown.class,
                        unknown -> assertThat(unknown.attempted()).isFalse());
        chain.silent(false);
        assertAdmitted(get(1000));
    }

    @Test
    void anOpenThatSaysAnotherChannelOrSignerOrMakesOtherCallsIsRefusedUnsent() {
        var another = opening(channel(PAYER, (byte) 0xbb), DEPOSIT);
        var claimed = openCredential(opening(channel, DEPOSIT), voucher(1000)).payload().toBuilder()
                .put("authorizedSigner", STRANGER.address().toString())
                .build();
        var withTransfer = PAYER.sign(TempoPayer.unsigned(
                OneChannel.CHAIN,
                BigInteger.valueOf(time.get().getEpochSecond() + 25),
                List.of(
                        TempoCall.of(STRANGER.address(), RlpBytes.EMPTY.toArray()),
                        opening(channel, DEPOSIT).calls().get(1))));

        assertRejected(get(openCredential(another, voucher(1000))), ProblemType.VERIFICATION_FAILED);
        assertRejected(get(credential(claimed)), ProblemType.VERIFICATION_FAILED);
        assertRejected(get(openCredential(withTransfer, voucher(1000))), ProblemType.VERIFICATION_FAILED);
        assertThat(chain.node().methods()).isEmpty();
    }

    @Test
    void anOpenThatPromisesMoreThanTheChannelWasReallyOpenedWithBuysNothing() {
        chain.open(channel, 10);
        var unsent = openCredential(opening(channel, DEPOSIT), voucher(1000));
        passSeconds(60);

        assertRejected(get(unsent), SessionProblem.AMOUNT_EXCEEDS_DEPOSIT);
        assertThat(session.accounts().find("tempo:" + channelId)).isEmpty();
    }

    @Test
    void anOpenThatIsRevertedOrComesTooLateIsRefused() {
        var late = openCredential(opening(channel, DEPOSIT), voucher(1000));
        chain.fate(FakeChannels.Fate.REVERTED);
        assertRejected(open(1000), ProblemType.VERIFICATION_FAILED);
        passSeconds(60);

        assertRejected(get(late), ProblemType.VERIFICATION_FAILED);
        assertThat(session.accounts().find("tempo:" + channelId)).isEmpty();
    }

    @Test
    void aTopUpOfAnotherAmountOrChannelOrByAnotherIsRefusedUnsent() {
        open(1000);
        StreamCall.TopUp elsewhere = new StreamCall.TopUp(id(1), BigInteger.valueOf(10_000));
        int before = chain.node().methods().size();

        assertRejected(post(topUpCredential(topUp(10_000), 20_000)), ProblemType.VERIFICATION_FAILED);
        assertRejected(
                post(topUpCredential(PAYER.sign(transaction(elsewhere.encode(), 10_000)), 10_000)),
                ProblemType.VERIFICATION_FAILED);
        assertRejected(
                post(topUpCredential(
                        STRANGER.sign(transaction(
                                new StreamCall.TopUp(channelId, BigInteger.valueOf(10_000)).encode(), 10_000)),
                        10_000)),
                ProblemType.VERIFICATION_FAILED);
        assertThat(chain.node().methods()).hasSize(before);
        assertThat(chain.deposit(channelId)).isEqualTo(DEPOSIT);
    }

    @Test
    void aStrangerAsSourceIsRefused() {
        open(1000);
        Credential credential = Credential.of(
                challenge,
                STRANGER.did(OneChannel.CHAIN),
                credential("voucher", voucher(2000)).payload());

        assertRejected(get(credential), ProblemType.VERIFICATION_FAILED);
        assertUntouched();
    }

    @Test
    void anAmountThatNoChannelHoldsIsRefusedUnread() {
        JsonObject payload = credential("voucher", voucher(2000)).payload().toBuilder()
                .put("cumulativeAmount", BigInteger.ONE.shiftLeft(128).toString())
                .build();

        assertRejected(get(credential(payload)), ProblemType.INVALID_PAYLOAD);
    }

    @Test
    void aChannelOfTheReserveInTheSameStoreIsNotOneOfThisContract() {
        TempoSession ofReserve = TempoSession.builder()
                .network(TempoNetwork.MODERATO)
                .rpcUrl(chain.url())
                .account(OneChannel.MERCHANT)
                .store(store)
                .clock(time::get)
                .build();
        open(1000);
        TempoSession ofOtherContract = builder()
                .streamContract(StreamContract.at(ChannelContract.RESERVE.toString()))
                .build();
        passSeconds(4000);

        assertThat(ofReserve.lookAfterChannels()).isZero();
        assertThat(ofOtherContract.lookAfterChannels()).isZero();
        assertRejected(
                OneChannel.perform(ofOtherContract, credential("voucher", voucher(2000)), true),
                SessionProblem.CHANNEL_NOT_FOUND);
        assertThat(ofReserve.verify(new PaymentAttempt(credential("voucher", voucher(2000)))))
                .isInstanceOf(org.mpp4j.method.Rejected.class);
        assertThat(session.lookAfterChannels()).isOne();
        assertAdmitted(get(2000));
        assertDone(close(2000));
    }
}
