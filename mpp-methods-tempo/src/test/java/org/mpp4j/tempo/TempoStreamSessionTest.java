package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.OneChannel.assertAdmitted;
import static org.mpp4j.tempo.OneChannel.assertDone;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.tempo.internal.session.SessionProblem;
import org.mpp4j.tempo.internal.session.SessionReceipt;
import org.mpp4j.tempo.internal.session.StreamChannel;

class TempoStreamSessionTest extends OneStream {

    @Test
    void aChannelIsOpenedUsedFilledAndClosedAndThePayeeGetsWhatWasSpent() {
        SessionReceipt opened = assertAdmitted(open(1000));
        assertAdmitted(get(2000));
        SessionReceipt filled = assertDone(post(topUpCredential(topUp(10_000), 10_000)));
        assertAdmitted(get(3000));
        SessionReceipt closed = assertDone(close(3000));

        assertThat(opened.spent()).isEqualTo(1000);
        assertThat(opened.txHash()).isNotNull();
        assertThat(filled.txHash()).isNotNull();
        assertThat(chain.deposit(channelId)).isEqualTo(60_000);
        assertThat(closed.spent()).isEqualTo(3000);
        assertThat(closed.txHash()).isNotNull();
        assertThat(chain.captured()).isEqualTo(3000);
        assertThat(chain.isOpen(channelId)).isFalse();
        assertThat(account().status()).isEqualTo(Status.CLOSED);
        assertThat(ledger.byReference(String.valueOf(closed.txHash())))
                .filteredOn(entry -> entry.kind() == LedgerEntry.Kind.SETTLED)
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.amount()).isEqualTo("3000");
                    assertThat(entry.payer()).isEqualTo(PAYER.did(OneChannel.CHAIN));
                });
    }

    @Test
    void aChallengeNamesTheContractAndNoProtocol() {
        assertThat(challenge.request().methodDetails().toCanonicalString())
                .isEqualTo("{\"chainId\":42431,\"escrowContract\":\"0x9d136eea063ede5418a6bc7beaff009bbb6cfa70\"}");
    }

    @Test
    void thePayerIsKnownOnceTheChannelIs() {
        chain.open(channel, DEPOSIT);
        SessionPayment payment = ((Verification.InSession)
                        session.verify(new PaymentAttempt(credential("voucher", voucher(2000)))))
                .payment();

        assertThat(payment.payer()).isEmpty();
        assertAdmitted(payment.perform(true));
        assertThat(payment.payer()).isEqualTo(Optional.of(PAYER.did(OneChannel.CHAIN)));
        assertThat(((Verification.InSession)
                                builder().build().verify(new PaymentAttempt(credential("voucher", voucher(3000)))))
                        .payment()
                        .payer())
                .isEqualTo(Optional.of(PAYER.did(OneChannel.CHAIN)));
    }

    @Test
    void vouchersOfAChannelThatWasOpenedElsewhereCountFromWhatWasSettled() {
        chain.open(channel, DEPOSIT);
        chain.settledTo(channelId, 7000);

        SessionReceipt first = assertAdmitted(get(8000));
        assertAdmitted(get(9000));
        assertDone(close(9000));

        assertThat(first.spent()).isEqualTo(8000);
        assertThat(chain.captured()).isEqualTo(2000);
    }

    @Test
    void aChannelWhoseSignerIsZeroTakesThePayersVouchers() {
        StreamChannel plain = new StreamChannel(
                channel.payer(),
                channel.payee(),
                channel.token(),
                channel.salt(),
                TempoAddress.parse("0x" + "0".repeat(40)));
        chain.open(plain, DEPOSIT);
        var id = plain.channelId(STREAMS);

        assertAdmitted(get(credential("voucher", voucher(id, 1000, PAYER))));
        assertRejected(get(credential("voucher", voucher(id, 2000, STRANGER))), SessionProblem.SIGNER_MISMATCH);
    }

    @Test
    void aChannelOfASignerOfItsOwnIsOpenedAndUsedByThatOne() {
        StreamChannel delegated = new StreamChannel(
                channel.payer(), channel.payee(), channel.token(), channel.salt(), STRANGER.address());
        var id = delegated.channelId(STREAMS);

        assertRejected(
                get(openCredential(opening(delegated, DEPOSIT), voucher(id, 1000, PAYER))),
                SessionProblem.SIGNER_MISMATCH);
        assertAdmitted(get(openCredential(opening(delegated, DEPOSIT), voucher(id, 1000, STRANGER))));
        assertAdmitted(get(credential("voucher", voucher(id, 2000, STRANGER))));
        assertDone(post(credential("close", voucher(id, 2000, STRANGER))));
        assertThat(chain.captured()).isEqualTo(2000);
    }

    @Test
    void aVoucherNeedsNoChainAfterTheFirstUntilWhatItSaidIsOld() {
        open(1000);
        int before = chain.reads();

        get(2000);
        get(3000);
        assertThat(chain.reads()).isEqualTo(before);
        passSeconds(6);
        get(4000);
        assertThat(chain.reads()).isEqualTo(before + 1);
    }

    @Test
    void aCloseForMoreThanWasSpentIsToldWhatToSignAndTakesNothing() {
        open(1000);
        assertDone(post(credential("voucher", voucher(5000))));
        assertAdmitted(get(5000));

        assertThat(assertRejected(close(5000), ProblemType.VERIFICATION_FAILED)
                        .problem()
                        .json()
                        .requireString("requiredCumulative"))
                .isEqualTo("2000");
        assertThat(account().isOpen()).isTrue();
        assertThat(chain.closes()).isZero();
    }

    @Test
    void aCloseForWhatWasSpentMayBeForLessThanTheHighestVoucher() {
        open(1000);
        assertDone(post(credential("voucher", voucher(5000))));
        assertAdmitted(get(5000));

        SessionReceipt closed = assertDone(close(2000));

        assertThat(closed.acceptedCumulative()).isEqualTo(2000);
        assertThat(chain.captured()).isEqualTo(2000);
    }

    @Test
    void aCloseForMoreWorksIfWhatWasSpentIsCoveredByAnEarlierVoucher() {
        open(1000);
        assertDone(post(credential("voucher", voucher(5000))));

        assertDone(close(5000));

        assertThat(chain.captured()).isEqualTo(1000);
    }

    @Test
    void aChannelOfWhichNothingWasSpentIsClosedWithoutAVoucher() {
        assertDone(post(openCredential(opening(channel, DEPOSIT), voucher(1000))));

        assertDone(close(1000));

        assertThat(chain.captured()).isZero();
        assertThat(chain.isOpen(channelId)).isFalse();
    }

    @Test
    void aCloseIsGoodForADepositThatOnlyTheChainKnowsOf() {
        open(1000);
        chain.putIn(channelId, 5000);

        SessionReceipt first = assertDone(close(55_000));
        SessionReceipt second = assertDone(close(55_000));

        assertThat(first.acceptedCumulative()).isEqualTo(55_000);
        assertThat(second.txHash()).isEqualTo(first.txHash());
        assertThat(chain.captured()).isEqualTo(1000);
    }

    @Test
    void aCloseIsAnsweredOnceMoreWithTheSameTransaction() {
        open(1000);

        SessionReceipt first = assertDone(close(1000));
        SessionReceipt second = assertDone(close(1000));

        assertThat(second.txHash()).isEqualTo(first.txHash());
        assertThat(chain.closes()).isOne();
        assertRejected(get(2000), SessionProblem.CHANNEL_FINALIZED);
    }

    @Test
    void aCloseThatMayHaveBeenSentIsFinishedByWhoeverAsksAgain() {
        open(1000);
        chain.fate(FakeChannels.Fate.KEPT);
        SessionOutcome outcome = close(1000);
        chain.mine();

        SessionReceipt receipt =
                assertDone(OneChannel.perform(builder().build(), credential("close", voucher(1000)), false));

        assertThat(outcome).isInstanceOf(Settlement.Unknown.class);
        assertThat(receipt.txHash()).isNotNull();
        assertThat(chain.closes()).isOne();
    }

    @Test
    void whatIsOwedIsSettledAsFarAsVouchersAreSpent() {
        open(1000);
        get(2000);
        assertDone(post(credential("voucher", voucher(5000))));

        assertThat(session.settleAll(Duration.ofSeconds(5))).isZero();
        assertThat(chain.captured()).isEqualTo(2000);
        get(5000);
        session.settleAll(Duration.ofSeconds(5));
        assertThat(chain.captured()).isEqualTo(2000);
        get(5000);
        get(5000);
        session.settleAll(Duration.ofSeconds(5));
        assertThat(chain.captured()).isEqualTo(5000);
        assertThat(chain.settles()).isEqualTo(2);
        assertDone(close(5000));
        assertThat(chain.captured()).isEqualTo(5000);
    }

    @Test
    void anyNumberOfChannelsIsLookedAfterAtOnce() {
        TempoSession busy = builder()
                .settlement(SettlementPolicy.defaults().above(BigInteger.valueOf(1000)))
                .deadline(Duration.ofSeconds(10))
                .build();
        int count = 37;
        for (int i = 1; i <= count; i++) {
            StreamChannel each = channel(PAYER, (byte) i);
            chain.open(each, DEPOSIT);
            assertAdmitted(OneChannel.perform(
                    busy, credential("voucher", voucher(each.channelId(STREAMS), 1000, PAYER)), true));
        }
        passSeconds(4000);

        busy.lookAfterChannels();

        assertThat(chain.captured()).isEqualTo(count * 1000);
        assertThat(chain.settles()).isEqualTo(count);
    }

    @Test
    void aPayerWhoAsksForTheEndGetsTheRestAndThePayeeWhatIsSpentCompletely() {
        open(1000);
        get(2000);
        chain.requestClose(channelId);
        passSeconds(4000);

        session.lookAfterChannels();

        assertThat(chain.captured()).isEqualTo(2000);
        assertThat(chain.isOpen(channelId)).isFalse();
        assertThat(account().status()).isEqualTo(Status.CLOSED);
    }

    @Test
    void anIdleChannelIsClosedForNoMoreThanWasSpent() {
        TempoSession tidy = builder()
                .settlement(SettlementPolicy.defaults().closeIdleAfter(Duration.ofMinutes(10)))
                .build();
        open(1000);
        assertDone(post(credential("voucher", voucher(5000))));
        get(5000);
        passSeconds(4000);
        tidy.lookAfterChannels();
        passSeconds(4000);
        tidy.lookAfterChannels();

        assertThat(chain.captured()).isEqualTo(1000);
        assertThat(chain.isOpen(channelId)).isFalse();
    }

    @Test
    void anOpenWhoseOutcomeIsUnknownIsFoundOnTheChain() {
        chain.fate(FakeChannels.Fate.KEPT);
        assertThat(open(1000)).isInstanceOf(Settlement.Unknown.class);
        var credential = openCredential(opening(channel, DEPOSIT), voucher(1000));
        chain.fate(FakeChannels.Fate.MINED);
        chain.mine();
        passSeconds(60);

        assertThat(assertAdmitted(get(credential)).spent()).isEqualTo(1000);
    }

    @Test
    void theSameTopUpAgainRaisesTheDepositOnce() {
        open(1000);
        var transaction = topUp(10_000);

        SessionReceipt first = assertDone(post(topUpCredential(transaction, 10_000)));
        SessionReceipt second = assertDone(post(topUpCredential(transaction, 10_000)));

        assertThat(second.txHash()).isEqualTo(first.txHash());
        assertThat(chain.deposit(channelId)).isEqualTo(60_000);
    }
}
