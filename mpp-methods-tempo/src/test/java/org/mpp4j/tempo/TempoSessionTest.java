package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.SessionProblem;
import org.mpp4j.tempo.internal.session.SessionReceipt;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

class TempoSessionTest extends OneChannel {

    @Test
    void aChannelIsOpenedUsedFilledAndClosedAndThePayeeGetsWhatWasSpent() {
        SessionReceipt opened = assertAdmitted(get(openCredential(PRICE)));
        assertAdmitted(get(voucherCredential(2000)));
        SessionReceipt third = assertAdmitted(get(voucherCredential(3000)));
        SessionReceipt filled = assertDone(post(topUpCredential(topUp(10_000, 0), 10_000)));
        assertAdmitted(get(voucherCredential(8000)));
        SessionReceipt closed = assertDone(post(closeCredential(8000)));

        assertThat(opened.txHash()).isNotNull();
        assertThat(opened.acceptedCumulative()).isEqualTo(1000);
        assertThat(opened.spent()).isEqualTo(1000);
        assertThat(opened.units()).contains(1L);
        assertThat(third.txHash()).isNull();
        assertThat(third.spent()).isEqualTo(3000);
        assertThat(filled.txHash()).isNotNull();
        assertThat(closed.txHash()).isNotNull();
        assertThat(closed.acceptedCumulative()).isEqualTo(8000);
        assertThat(closed.spent()).isEqualTo(4000);
        assertThat(chain.captured()).isEqualTo(4000);
        assertThat(account().status()).isEqualTo(Status.CLOSED);
        assertThat(news).containsExactly("opened 5000", "closed 4000");
    }

    @Test
    void aChallengeSaysWhatAClientHasToKnow() {
        JsonObject request = challenge.request().json();

        assertThat(request.requireString("amount")).isEqualTo("1000");
        assertThat(request.requireString("unitType")).isEqualTo("request");
        assertThat(request.requireString("recipient"))
                .isEqualTo(MERCHANT.address().toString());
        assertThat(request.requireObject("methodDetails").toCanonicalString())
                .isEqualTo("{\"chainId\":42431,\"escrowContract\":\"0x4d50500000000000000000000000000000000000\","
                        + "\"sessionProtocol\":\"v2\"}");
    }

    @Test
    void anOpenOnARequestThatIsNotForTheResourceChargesNothing() {
        SessionReceipt receipt = assertDone(post(openCredential(PRICE)));

        assertThat(receipt.spent()).isZero();
        assertThat(receipt.txHash()).isNotNull();
        assertThat(account().authorized()).isEqualTo(1000);
    }

    @Test
    void anOpenWhoseVoucherCoversNothingLeavesAChannelToGoOnWith() {
        assertRejected(get(openCredential(0)), SessionProblem.INSUFFICIENT_BALANCE);

        assertThat(((Rejected) get(openCredential(0))).problem().json().requireString("requiredTopUp"))
                .isEqualTo("1000");
        assertAdmitted(get(voucherCredential(1000)));
    }

    @Test
    void theSameOpenAgainNeitherOpensNorPaysAgain() {
        get(openCredential(PRICE));
        get(voucherCredential(2000));

        SessionReceipt again = assertDone(post(openCredential(PRICE)));

        assertThat(again.acceptedCumulative()).isEqualTo(2000);
        assertThat(again.spent()).isEqualTo(2000);
        assertRejected(get(openCredential(PRICE)), ProblemType.VERIFICATION_FAILED);
        assertThat(chain.node().methods()).containsOnlyOnce("eth_sendRawTransactionSync");
    }

    @Test
    void theFirstOpenOnceMoreDoesNotSpendWhatLaterVouchersAreFor() {
        get(openCredential(PRICE));
        get(voucherCredential(5000));

        assertRejected(get(openCredential(PRICE)), ProblemType.VERIFICATION_FAILED);
        assertThat(account().spent()).isEqualTo(2000);
    }

    @Test
    void anOpenWhoseOutcomeIsUnknownIsFoundOnTheChain() {
        chain.fate(FakeReserve.Fate.KEPT);
        SessionOutcome first = get(openCredential(PRICE));
        chain.fate(FakeReserve.Fate.MINED);
        chain.mine();
        passSeconds(60);
        SessionOutcome later = get(openCredential(PRICE));

        assertThat(first)
                .isInstanceOfSatisfying(
                        Settlement.Unknown.class,
                        unknown -> assertThat(unknown.attempted()).isTrue());
        assertThat(assertAdmitted(later).spent()).isEqualTo(1000);
    }

    @Test
    void anOpenThatIsNoLongerValidAndWasNeverMinedIsRefused() {
        passSeconds(60);

        assertRejected(get(openCredential(PRICE)), ProblemType.VERIFICATION_FAILED);
        assertThat(session.accounts().find("tempo:" + channelId)).isEmpty();
    }

    @Test
    void anOpenThatIsRevertedIsRefused() {
        chain.fate(FakeReserve.Fate.REVERTED);

        assertRejected(get(openCredential(PRICE)), ProblemType.VERIFICATION_FAILED);
    }

    @Test
    void aDepositOfLessThanAUnitOrTheMinimumIsRefusedBeforeAnythingIsSent() {
        TempoSession choosy = builder().minDeposit("1").build();

        assertRejected(perform(choosy, openCredential(PRICE), true), ProblemType.VERIFICATION_FAILED);
        assertThat(chain.node().methods()).isEmpty();
    }

    @Test
    void aFirstVoucherBeyondTheDepositIsRefusedBeforeAnythingIsSent() {
        assertRejected(get(openCredential(DEPOSIT + 1)), SessionProblem.AMOUNT_EXCEEDS_DEPOSIT);
        assertThat(chain.node().methods()).isEmpty();
    }

    @Test
    void aVoucherNeedsNoChainAfterTheFirst() {
        open();
        int before = chain.node().methods().size();

        get(voucherCredential(2000));
        get(voucherCredential(3000));

        assertThat(chain.node().methods()).hasSize(before);
    }

    @Test
    void theChainIsAskedAgainOnceWhatItSaidIsOld() {
        open();
        int before = chain.reads();
        passSeconds(6);

        assertAdmitted(get(voucherCredential(2000)));
        assertAdmitted(get(voucherCredential(3000)));

        assertThat(chain.reads()).isEqualTo(before + 1);
    }

    @Test
    void whileTheChainDoesNotSayHowAChannelStandsItsVouchersAreNotTaken() {
        open();
        passSeconds(6);
        chain.silent(true);

        assertThat(get(voucherCredential(2000)))
                .isInstanceOfSatisfying(
                        Settlement.Unknown.class,
                        unknown -> assertThat(unknown.attempted()).isFalse());
        assertThat(account().authorized()).isEqualTo(1000);
    }

    @Test
    void theSameTopUpAgainRaisesTheDepositOnce() {
        open();
        TempoTransaction transaction = topUp(10_000, 0);

        SessionReceipt first = assertDone(post(topUpCredential(transaction, 10_000)));
        SessionReceipt second = assertDone(post(topUpCredential(transaction, 10_000)));
        passSeconds(60);
        SessionReceipt third = assertDone(get(topUpCredential(transaction, 10_000)));

        assertThat(second.txHash()).isEqualTo(first.txHash());
        assertThat(third.txHash()).isEqualTo(first.txHash());
        assertThat(chain.deposit(channelId)).isEqualTo(15_000);
        assertRejected(get(voucherCredential(15_001)), SessionProblem.AMOUNT_EXCEEDS_DEPOSIT);
        assertAdmitted(get(voucherCredential(15_000)));
    }

    @Test
    void aTopUpThatSaysAnotherAmountThanItsTransactionIsRefused() {
        open();

        assertRejected(post(topUpCredential(topUp(10_000, 0), 20_000)), ProblemType.VERIFICATION_FAILED);
        assertThat(chain.deposit(channelId)).isEqualTo(5000);
    }

    @Test
    void aTopUpOfAChannelThatIsNotKnownIsRefused() {
        assertRejected(post(topUpCredential(topUp(10_000, 0), 10_000)), SessionProblem.CHANNEL_NOT_FOUND);
    }

    @Test
    void aCloseIsAnsweredOnceMoreWithTheSameTransaction() {
        open();

        SessionReceipt first = assertDone(post(closeCredential(PRICE)));
        SessionReceipt second = assertDone(post(closeCredential(PRICE)));

        assertThat(second.txHash()).isEqualTo(first.txHash());
        assertThat(chain.closes()).isOne();
        assertRejected(get(voucherCredential(2000)), SessionProblem.CHANNEL_FINALIZED);
        assertRejected(get(openCredential(PRICE)), SessionProblem.CHANNEL_FINALIZED);
    }

    @Test
    void aCloseForLessThanWasSpentIsRefused() {
        open();
        get(voucherCredential(2000));

        assertRejected(post(closeCredential(1999)), ProblemType.VERIFICATION_FAILED);
        assertThat(account().isOpen()).isTrue();
    }

    @Test
    void aCloseIsGoodForADepositThatOnlyTheChainKnowsOf() {
        open();
        chain.putIn(channelId, 5000);

        SessionReceipt first = assertDone(post(closeCredential(10_000)));
        SessionReceipt second = assertDone(post(closeCredential(10_000)));

        assertThat(first.acceptedCumulative()).isEqualTo(10_000);
        assertThat(second.txHash()).isEqualTo(first.txHash());
        assertThat(chain.captured()).isEqualTo(1000);
    }

    @Test
    void aCloseForMoreThanIsInTheChannelIsRefused() {
        open();
        chain.putIn(channelId, 5000);

        assertRejected(post(closeCredential(10_001)), SessionProblem.AMOUNT_EXCEEDS_DEPOSIT);
        assertThat(account().isOpen()).isTrue();
    }

    @Test
    void aCloseForMoreThanWasInTheChannelWaitsForTheChainToTell() {
        open();
        chain.putIn(channelId, 5000);
        chain.silent(true);

        assertThat(post(closeCredential(10_000)))
                .isInstanceOfSatisfying(
                        Settlement.Unknown.class,
                        unknown -> assertThat(unknown.attempted()).isFalse());
        assertThat(account().isOpen()).isTrue();
    }

    @Test
    void aCloseThatIsNotSentLeavesTheChannelOpen() {
        open();
        chain.fate(FakeReserve.Fate.REFUSED);

        SessionOutcome outcome = post(closeCredential(PRICE));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Settlement.Unknown.class,
                        unknown -> assertThat(unknown.attempted()).isFalse());
        assertThat(account().isOpen()).isTrue();
        assertAdmitted(get(voucherCredential(2000)));
    }

    @Test
    void aCloseThatMayHaveBeenSentIsFinishedByWhoeverAsksAgain() {
        open();
        chain.fate(FakeReserve.Fate.KEPT);
        SessionOutcome outcome = post(closeCredential(PRICE));
        assertThat(account().status()).isEqualTo(Status.CLOSING);
        assertRejected(get(voucherCredential(2000)), SessionProblem.CHANNEL_FINALIZED);
        chain.mine();

        SessionReceipt receipt = assertDone(perform(builder().build(), closeCredential(PRICE), false));

        assertThat(outcome).isInstanceOf(Settlement.Unknown.class);
        assertThat(receipt.txHash()).isNotNull();
        assertThat(chain.closes()).isOne();
        assertThat(chain.captured()).isEqualTo(1000);
    }

    @Test
    void aCloseWhoseTransactionExpiredUnminedIsSentAgain() {
        open();
        chain.fate(FakeReserve.Fate.KEPT);
        post(closeCredential(PRICE));
        passSeconds(60);
        chain.mine();
        chain.fate(FakeReserve.Fate.MINED);

        assertDone(post(closeCredential(PRICE)));

        assertThat(chain.closes()).isOne();
        assertThat(chain.captured()).isEqualTo(1000);
    }

    @Test
    void whatAnOperatorFetchesGoesToThePayee() {
        TempoSession operated =
                builder().recipient(STRANGER.address().toString()).build();

        JsonObject details = challenge(operated).request().methodDetails();

        assertThat(details.requireString("operator"))
                .isEqualToIgnoringCase(MERCHANT.address().toString());
    }

    @Test
    void theLedgerHasWhatEachTransactionHasBrought() {
        open();
        get(voucherCredential(2000));
        SessionReceipt closed = assertDone(post(closeCredential(2000)));

        assertThat(ledger.byReference(String.valueOf(closed.txHash())))
                .filteredOn(entry -> entry.kind() == LedgerEntry.Kind.SETTLED)
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.amount()).isEqualTo("2000");
                    assertThat(entry.intent()).isEqualTo("session");
                    assertThat(entry.payer()).isEqualTo(PAYER.did(CHAIN));
                });
        assertThat(ledger.undelivered(Charges.NOW.plusSeconds(1000), 10)).isEmpty();
    }

    @Test
    void vouchersAndClosesCountAfterTheirChallengeHasExpired() {
        assertThat(payment(voucherCredential(1)).outlivesChallenge()).isTrue();
        assertThat(payment(closeCredential(1)).outlivesChallenge()).isTrue();
        assertThat(payment(openCredential(1)).outlivesChallenge()).isFalse();
        assertThat(payment(topUpCredential(topUp(1, 0), 1)).outlivesChallenge()).isFalse();
        assertThat(session.problemType(ProblemType.PAYMENT_EXPIRED)).isEqualTo(SessionProblem.CHALLENGE_NOT_FOUND);
        assertThat(payment(voucherCredential(1)).payer()).isEqualTo(Optional.of(PAYER.did(CHAIN)));
    }

    @Test
    void aStreamIsToldWhatItsVoucherHasToBeFor() {
        SessionOutcome outcome = get(openCredential(PRICE));
        var meter = ((SessionOutcome.Admitted) outcome).meter();
        assertThat(meter.charge(1)).isPresent();

        assertThat(meter.charge(1)).isEmpty();
        assertThat(meter.needMore(1).event()).isEqualTo("payment-need-voucher");
        assertThat(meter.needMore(1).data().toCanonicalString())
                .isEqualTo("{\"acceptedCumulative\":\"1000\",\"channelId\":\"" + channelId
                        + "\",\"deposit\":\"5000\",\"requiredCumulative\":\"2000\"}");
        assertThat(meter.receipt().json().requireString("spent")).isEqualTo("1000");
    }

    @Test
    void aChannelOfASignerOfItsOwnTakesThatOnesVouchersOnly() {
        TempoTransaction transaction = PAYER.sign(unsignedOpening(DEPOSIT, (byte) 1, STRANGER.address()));
        ChannelDescriptor delegated = descriptor(transaction);
        var id = delegated.channelId(RESERVE);
        BigInteger amount = BigInteger.valueOf(PRICE);
        byte[] hash = RESERVE.voucherHash(id, amount);
        var byStranger = new org.mpp4j.tempo.internal.session.Voucher(
                id, amount, org.mpp4j.tempo.internal.codec.RlpBytes.of(STRANGER.sign(hash)));
        var byPayer = new org.mpp4j.tempo.internal.session.Voucher(
                id, amount, org.mpp4j.tempo.internal.codec.RlpBytes.of(PAYER.sign(hash)));

        assertThat(get(openCredential(transaction, byPayer)))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.problem().type()).isEqualTo(SessionProblem.SIGNER_MISMATCH));
        assertAdmitted(get(openCredential(transaction, byStranger)));
    }
}
