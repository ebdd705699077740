package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.tempo.Charges.PAYER;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.InMemorySessionStore;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.tempo.FakeChain.Fate;
import org.mpp4j.tempo.RefundOutcome.Reason;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;

/** What was paid can be given back, to who paid it, and no more, and not twice. */
class TempoRefundsTest extends OneRefund {

    @Test
    void allOfAPaymentIsGivenBackToWhoPaidIt() {
        RefundOutcome outcome = full("r1");

        LedgerEntry entry = ((RefundOutcome.Refunded) outcome).entry();
        assertThat(entry.kind()).isEqualTo(Kind.REFUNDED);
        assertThat(entry.challengeId()).isEqualTo(paid);
        assertThat(entry.amount()).isEqualTo("1000000");
        assertThat(givenBack()).containsExactly(DOLLAR);
        assertThat(ledger.byReference(entry.reference())).containsExactly(entry);
    }

    @Test
    void theMemoNamesThePaymentAsItIsDocumented() {
        full("r1");

        byte[] names = Keccak.hash((paid + "\0r1").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String expected = Hex.encode(Arrays.copyOf(Keccak.hash("mpp-refund"), 4))
                + "01"
                + receipt.reference().substring(2, 28)
                + Hex.encode(Arrays.copyOf(names, 14)).substring(2);
        assertThat(expected).hasSize(66);
        assertThat(chain.transfers().get(1).memo()).isEqualTo(expected);
    }

    @Test
    void aReceiptNamesThePaymentToo() {
        assertThat(refunds.refund(RefundRequest.partial("r1", receipt, Amount.ofBaseUnits(7))))
                .isInstanceOf(RefundOutcome.Refunded.class);
        assertThat(refunds.refund(RefundRequest.full("r2", receipt))).isInstanceOf(RefundOutcome.Refunded.class);

        assertThat(givenBack()).containsExactly(7L, DOLLAR - 7);
    }

    @Test
    void partsAreGivenBackUntilNothingIsLeft() {
        assertThat(partial("r1", 300_000)).isInstanceOf(RefundOutcome.Refunded.class);
        assertThat(partial("r2", 300_000)).isInstanceOf(RefundOutcome.Refunded.class);
        assertThat(partial("r3", 400_001))
                .isEqualTo(new RefundOutcome.Refused(
                        Reason.MORE_THAN_IS_LEFT,
                        "No more than 400000 base units of the payment are left to be given back"));
        assertThat(full("r4")).isInstanceOf(RefundOutcome.Refunded.class);
        assertRefused(full("r5"), Reason.MORE_THAN_IS_LEFT);

        assertThat(givenBack()).containsExactly(300_000L, 300_000L, 400_000L);
        assertThat(inLedger()).containsExactlyInAnyOrder(300_000L, 300_000L, 400_000L);
    }

    @Test
    void underOneIdMoneyIsGivenBackOnce() {
        RefundOutcome first = partial("r1", 30);

        assertThat(partial("r1", 30)).isEqualTo(first);
        assertThat(full("r1")).isEqualTo(first);
        assertRefused(partial("r1", 31), Reason.ID_USED);

        assertThat(givenBack()).containsExactly(30L);
        assertThat(inLedger()).containsExactly(30L);
    }

    @Test
    void anIdIsGoodForOnePaymentOnly() {
        String hash = "0x" + "ab".repeat(32);
        chain.putReceipt(hash, "0x1", logOf("another-challenge", DOLLAR));
        ledger.append(List.of(settled("another-challenge", hash, "1000000")));
        assertThat(partial("r1", 30)).isInstanceOf(RefundOutcome.Refunded.class);

        assertRefused(refunds.refund(RefundRequest.full("r1", "another-challenge")), Reason.ID_USED);

        assertThat(refunds.refund(RefundRequest.full("r2", "another-challenge")))
                .isInstanceOf(RefundOutcome.Refunded.class);
        assertThat(givenBack()).containsExactly(30L, DOLLAR);
    }

    private static String logOf(String challengeId, long amount) {
        return OnePayment.log(
                TempoNetwork.MODERATO.currency().toString(),
                PAYER.address().toString(),
                Charges.MERCHANT,
                amount,
                Hex.encode(org.mpp4j.tempo.internal.charge.AttributionMemo.of("another-realm", challengeId)
                        .anonymous()));
    }

    @Test
    void whatTheLedgerDoesNotHaveIsNotGivenBack() {
        assertRefused(refunds.refund(RefundRequest.full("r1", "another-challenge")), Reason.NOT_PAID);
        assertRefused(
                refunds.refund(RefundRequest.full("r1", Receipt.of("tempo", "0x" + "cd".repeat(32), Charges.NOW))),
                Reason.NOT_PAID);
        assertThat(givenBack()).isEmpty();
    }

    @Test
    void whatTheChainDoesNotConfirmIsNotGivenBack() {
        String hash = "0x" + "ab".repeat(32);
        ledger.append(List.of(settled("forged", hash, "1000000")));
        assertThat(refunds.refund(RefundRequest.full("r1", "forged"))).isInstanceOf(RefundOutcome.Unknown.class);

        chain.putReceipt(hash, "0x0", logOf("forged", DOLLAR));
        assertRefused(refunds.refund(RefundRequest.full("r1", "forged")), Reason.NOT_PAID);
        chain.putReceipt(hash, "0x1");
        assertRefused(refunds.refund(RefundRequest.full("r1", "forged")), Reason.NOT_PAID);
        chain.putReceipt(hash, "0x1", logOf("forged", DOLLAR - 1));
        assertRefused(refunds.refund(RefundRequest.full("r1", "forged")), Reason.NOT_PAID);
        chain.putReceipt(hash, "0x1", logOf("another-one", DOLLAR));
        assertRefused(refunds.refund(RefundRequest.full("r1", "forged")), Reason.NOT_PAID);
        // Fees go from the payer, too, and aren't paid to anybody that they could be given back for.
        chain.putReceipt(
                hash,
                "0x1",
                logOf("forged", DOLLAR - 1),
                OnePayment.log(
                        TempoNetwork.MODERATO.currency().toString(),
                        PAYER.address().toString(),
                        "0xfeec000000000000000000000000000000000000",
                        1,
                        "0x" + "0".repeat(64)));
        assertRefused(refunds.refund(RefundRequest.full("r1", "forged")), Reason.NOT_PAID);

        assertThat(givenBack()).isEmpty();
        chain.putReceipt(hash, "0x1", logOf("forged", DOLLAR));
        assertThat(refunds.refund(RefundRequest.full("r1", "forged"))).isInstanceOf(RefundOutcome.Refunded.class);
    }

    @Test
    void aProofPaidNothingThatCouldBeGivenBack() {
        ledger.append(List.of(settled("free", "free", "0")));

        assertRefused(refunds.refund(RefundRequest.full("r1", "free")), Reason.NOT_PAID);
    }

    @Test
    void whatWasGivenBackByHandCountsToo() {
        ledger.append(List.of(ledger.byChallenge(paid).get(0).refunded(Charges.NOW, "by-hand", "400000")));

        assertRefused(partial("r1", 600_001), Reason.MORE_THAN_IS_LEFT);
        full("r2");

        assertThat(givenBack()).containsExactly(600_000L);
    }

    @Test
    void anAccountWithoutTheAmountAndTheFeeSendsNothing() {
        chain.balance(1_020_999);
        assertThat(full("r1"))
                .isEqualTo(new RefundOutcome.Refused(
                        Reason.BALANCE_TOO_LOW,
                        "The account " + ACCOUNT.address() + " has 1020999 base units of "
                                + TempoNetwork.MODERATO.currency()
                                + ", and up to 1021000 are needed, fees included"));
        assertThat(chain.taken()).isEqualTo(1);

        chain.balance(1_021_000);
        assertThat(full("r1")).isInstanceOf(RefundOutcome.Refunded.class);
    }

    @Test
    void gasThatCostsTooMuchIsNotPaid() {
        assertRefused(
                refunds.withMaxFeePerGas(10_000_000_000L).refund(RefundRequest.full("r1", paid)), Reason.FEES_TOO_HIGH);
        assertThat(refunds.withMaxFeePerGas(11_000_000_000L).refund(RefundRequest.full("r1", paid)))
                .isInstanceOf(RefundOutcome.Refunded.class);
    }

    @Test
    void aTransferThatTheTokenWouldRevertIsNotSent() {
        chain.simulationReverts(true);

        assertRefused(full("r1"), Reason.NOT_TRANSFERABLE);
        assertThat(chain.taken()).isEqualTo(1);
    }

    @Test
    void aTransactionThatIsRevertedGaveNothingBackAndMayBeTriedAgain() {
        chain.fate(Fate.REVERTED);
        assertRefused(full("r1"), Reason.NOT_TRANSFERABLE);
        assertThat(inLedger()).isEmpty();
        chain.passSeconds(1); // a block later, so that it is another transaction

        chain.fate(Fate.MINED);
        assertThat(full("r1")).isInstanceOf(RefundOutcome.Refunded.class);
        assertThat(givenBack()).containsExactly(DOLLAR);
    }

    @Test
    void aTransactionThatIsKeptIsWaitedForAndNeverSentTwice() {
        chain.fate(Fate.KEPT);

        RefundOutcome outcome = full("r1");
        assertThat(outcome).isInstanceOf(RefundOutcome.Unknown.class);
        assertThat(((RefundOutcome.Unknown) outcome).retryAfter()).isEqualTo(Duration.ofSeconds(26));
        assertThat(full("r1")).isInstanceOf(RefundOutcome.Unknown.class);
        assertRefused(partial("r2", 1), Reason.MORE_THAN_IS_LEFT);
        assertThat(chain.taken()).isEqualTo(2);

        chain.mine();
        assertThat(full("r1")).isInstanceOf(RefundOutcome.Refunded.class);
        assertThat(givenBack()).containsExactly(DOLLAR);
        assertThat(inLedger()).containsExactly(DOLLAR);
    }

    @Test
    void onlyWhatCanNoLongerBeMinedIsSentAnew() {
        chain.fate(Fate.KEPT);
        assertThat(full("r1")).isInstanceOf(RefundOutcome.Unknown.class);
        chain.passSeconds(24);
        assertThat(full("r1")).isInstanceOf(RefundOutcome.Unknown.class);
        assertThat(chain.taken()).isEqualTo(2);

        chain.passSeconds(1);
        chain.fate(Fate.MINED);
        assertThat(full("r1")).isInstanceOf(RefundOutcome.Refunded.class);
        chain.mine();

        assertThat(chain.taken()).isEqualTo(3);
        assertThat(givenBack()).containsExactly(DOLLAR);
    }

    @Test
    void whatIsMinedWhileTheConnectionBreaksIsFound() {
        chain.fate(Fate.MINED_UNSEEN);

        assertThat(full("r1")).isInstanceOf(RefundOutcome.Refunded.class);
        assertThat(givenBack()).containsExactly(DOLLAR);
    }

    @Test
    void whatTheNodeRefusesIsKeptInMindUntilItsTimeIsOver() {
        chain.fate(Fate.REFUSED);
        assertThat(full("r1")).isInstanceOf(RefundOutcome.Unknown.class);
        chain.fate(Fate.MINED);
        assertThat(full("r1")).isInstanceOf(RefundOutcome.Unknown.class);
        assertThat(givenBack()).isEmpty();

        chain.passSeconds(25);
        assertThat(full("r1")).isInstanceOf(RefundOutcome.Refunded.class);
        assertThat(givenBack()).containsExactly(DOLLAR);
    }

    @Test
    void aSignerThatFailsSendsNothingAndSaysNothing() {
        MerchantAccount broken = new MerchantAccount() {
            @Override
            public TempoAddress address() {
                return ACCOUNT.address();
            }

            @Override
            public byte[] sign(byte[] digest) {
                throw new IllegalStateException("the token of the remote signer is hunter2");
            }
        };

        RefundOutcome outcome = instance(ledger, sessions, broken).refund(RefundRequest.full("r1", paid));

        assertThat(((RefundOutcome.Unknown) outcome).cause())
                .hasMessage("The account for refunds didn't sign: IllegalStateException");
        assertThat(full("r1")).isInstanceOf(RefundOutcome.Refunded.class);
    }

    @Test
    void aSignatureOfAnotherKeyIsNotUsed() {
        MerchantAccount wrong = new MerchantAccount() {
            @Override
            public TempoAddress address() {
                return ACCOUNT.address();
            }

            @Override
            public byte[] sign(byte[] digest) {
                return PAYER.sign(digest);
            }
        };

        assertThat(instance(ledger, sessions, wrong).refund(RefundRequest.full("r1", paid)))
                .isInstanceOf(RefundOutcome.Unknown.class);
        assertThat(chain.taken()).isEqualTo(1);
    }

    @Test
    void theKeyIsNotShown() {
        assertThat(ACCOUNT + " " + refunds)
                .isEqualTo("MerchantAccount[" + ACCOUNT.address() + "] TempoRefunds[from " + ACCOUNT.address() + "]");
    }

    @Test
    void aRefundNeedsAName() {
        assertThatThrownBy(() -> RefundRequest.full("a b", paid)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RefundRequest.partial("r1", paid, Amount.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLedgerThatLastsNeedsSessionsThatLast() {
        PaymentLedger lasting = (PaymentLedger) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PaymentLedger.class}, (proxy, method, arguments) -> null);

        assertThatThrownBy(() -> charge().refunds(lasting, new InMemorySessionStore(), ACCOUNT))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("TempoCharge.refunds got a session store in memory, which is lost with the process, and a"
                        + " ledger that isn't; give it the session store of the same database");
    }
}
