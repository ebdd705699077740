package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.tempo.Sponsored.Draft;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** What becomes of a payment whose fees the server pays. */
class SponsoredSettlingTest extends OneSponsoredPayment {

    @Test
    void theChallengeSaysWhoPaysTheFees() {
        assertThat(challenge.request().methodDetails().bool("feePayer")).hasValue(true);
    }

    @Test
    void theNodeGetsTheCompleteTransactionByteForByte() {
        node.on(SYNC, mined("0x1"));

        Settlement settlement =
                Charges.verified(charge(UnaryOperator.identity()), credential).settle(false);

        assertThat(((Settlement.Settled) settlement).receipt().reference()).isEqualTo(hash());
        assertThat(node.parameters(SYNC))
                .containsExactly(List.of(Hex.encode(complete().encode())));
    }

    @Test
    void whatTheFeePayerSignedIsWorthNothingOnAnotherTransaction() {
        FeePayerSignature.Signed replayed =
                (FeePayerSignature.Signed) complete().feePayer();
        Secp256k1Signature signature =
                Secp256k1Signature.parse(Keccak.concatenate(word(replayed.r()), word(replayed.s()), new byte[] {
                    (byte) (27 + replayed.yParity().intValue())
                }));
        FeePayerSignature wanted = new FeePayerSignature.Wanted();

        assertThat(signature.signer(signed.withFeePayer(TOKEN, wanted).feePayerHash(PAYER.address())))
                .hasValue(Sponsored.SPONSOR.address());
        for (TempoTransaction other : List.of(
                Draft.of(challenge).gas(999_999).build(),
                Draft.of(challenge).validBefore(SOON.add(BigInteger.ONE)).build(),
                Draft.of(Charges.challenge(charge(UnaryOperator.identity()), "1.000001"))
                        .build())) {
            assertThat(signature.signer(other.withFeePayer(TOKEN, wanted).feePayerHash(PAYER.address())))
                    .isNotEqualTo(Optional.of(Sponsored.SPONSOR.address()));
        }
        assertThat(signature.signer(
                        signed.withFeePayer(TOKEN, wanted).feePayerHash(TempoAddress.parse(Charges.MERCHANT))))
                .isNotEqualTo(Optional.of(Sponsored.SPONSOR.address()));
        assertThat(signature.signer(signed.withFeePayer(TempoNetwork.MAINNET.currency(), wanted)
                        .feePayerHash(PAYER.address())))
                .isNotEqualTo(Optional.of(Sponsored.SPONSOR.address()));
    }

    private static byte[] word(BigInteger number) {
        return Hex.decode(String.format("0x%064x", number), 32, "word");
    }

    /** A signer that does what a test wants. */
    private record Signer(TempoAddress address, Signing signing) implements FeePayer {
        interface Signing {
            byte[] sign(byte[] digest) throws FeePayerException;
        }

        static Signer of(Signing signing) {
            return new Signer(Sponsored.SPONSOR.address(), signing);
        }

        @Override
        public byte[] sign(byte[] digest) throws FeePayerException {
            return signing.sign(digest);
        }
    }

    @Test
    void aSignerThatFailsCostsASaleAndNothingElse() {
        for (Signer failing : List.of(
                Signer.of(digest -> {
                    throw new FeePayerException("The vault is sealed");
                }),
                Signer.of(digest -> {
                    throw new IllegalStateException("bug");
                }),
                Signer.of(digest -> new byte[64]),
                Signer.of(digest -> new byte[65]),
                Signer.of(PAYER::sign),
                Signer.of(digest -> Sponsored.SPONSOR.sign(Keccak.hash(digest))))) {
            assertUnknown(
                    Charges.verified(charge(builder -> builder.feePayer(failing)), credential)
                            .settle(false),
                    false);
        }
        assertThat(node.parameters(SYNC)).isEmpty();
    }

    @Test
    void aSignerThatFailsGivesBackWhatWasSetAside() {
        node.on(SYNC, mined("0x1"));
        ConcurrentLinkedQueue<Boolean> fails = new ConcurrentLinkedQueue<>(List.of(true, true, true));
        FeePayer flaky = Signer.of(digest -> {
            if (fails.poll() != null) {
                throw new FeePayerException("not now");
            }
            return Sponsored.SPONSOR.sign(digest);
        });
        TempoCharge charge = charge(builder -> builder.feePayer(flaky)
                .feePayerPolicy(FeePayerPolicy.builder().maxInFlight("0.05").build()));

        for (int i = 0; i < 3; i++) {
            assertUnknown(Charges.verified(charge, credential).settle(false), false);
        }
        assertThat(Charges.verified(charge, credential).settle(false)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void aSlowSignerIsNotWaitedFor() {
        CountDownLatch never = new CountDownLatch(1);
        FeePayer slow = Signer.of(digest -> {
            try {
                never.await();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
            return digest;
        });
        long start = System.nanoTime();
        try {
            assertUnknown(
                    Charges.verified(charge(builder -> builder.feePayer(slow)), credential)
                            .settle(false),
                    false);
        } finally {
            never.countDown();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void atOnceNoMoreIsSignedThanTheBudgetAllows() throws Exception {
        TempoCharge charge = charge(builder -> builder.deadline(Duration.ofSeconds(10))
                .feePayerPolicy(FeePayerPolicy.builder().maxInFlight("0.10").build()));
        CountDownLatch released = new CountDownLatch(1);
        node.on(SYNC, (exchange, id, closed) -> {
            try {
                released.await();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        node.on(RECEIPT, OnePayment.NOTHING);
        ExecutorService customers = Executors.newFixedThreadPool(8);
        try {
            List<Future<Settlement>> settling = new ArrayList<>();
            CountDownLatch refused = new CountDownLatch(6);
            for (int i = 0; i < 8; i++) {
                VerifiedPayment payment = Charges.verified(
                        charge,
                        Sponsored.credential(
                                challenge,
                                Draft.of(challenge).gas(1_000_000 - i).build()));
                settling.add(customers.submit(() -> {
                    Settlement settlement = payment.settle(false);
                    refused.countDown();
                    return settlement;
                }));
            }
            // Two of 0.05 fit, and the others needn't wait for them to be told.
            assertThat(refused.await(8, TimeUnit.SECONDS)).isTrue();
            released.countDown();
            int attempted = 0;
            for (Future<Settlement> each : settling) {
                attempted += ((Settlement.Unknown) each.get()).attempted() ? 1 : 0;
            }
            assertThat(attempted).isEqualTo(2);
            assertThat(node.parameters(SYNC)).hasSize(2);
        } finally {
            customers.shutdownNow();
        }
    }

    @Test
    void feesThatWerePaidCountWhetherItWasRevertedOrNot() {
        TempoCharge charge = charge(builder -> builder.feePayerPolicy(
                FeePayerPolicy.builder().maxSpent("0.08", Duration.ofDays(1)).build()));
        node.on(SYNC, mined("0x0"));

        assertThat(((Rejected) Charges.verified(charge, credential).settle(false))
                        .problem()
                        .detail())
                .contains("reverted");
        // 0.04 is spent, and the next may cost up to 0.05.
        assertUnknown(Charges.verified(charge, credential).settle(false), false);
        now.set(NOW.plus(Duration.ofDays(2)));
        assertThat(((Rejected) Charges.verified(charge, credential).settle(false))
                        .problem()
                        .type())
                .isEqualTo(ProblemType.PAYMENT_EXPIRED);
    }

    @Test
    void whatTheNodeRefusesGivesBackWhatWasSetAside() {
        TempoCharge charge = charge(builder -> builder.feePayerPolicy(
                FeePayerPolicy.builder().maxInFlight("0.05").build()));
        node.on(SYNC, Reply.error(-32003, "no"), Reply.error(-32003, "no"), mined("0x1"))
                .on(RECEIPT, OnePayment.NOTHING);

        assertThat(Charges.verified(charge, credential).settle(false)).isInstanceOf(Rejected.class);
        assertThat(Charges.verified(charge, credential).settle(false)).isInstanceOf(Rejected.class);
        assertThat(Charges.verified(charge, credential).settle(false)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void aTransactionThatWouldBeRevertedIsNotSignedFor() {
        node.on(CALL, balance(10_000_000), Reply.error(3, "execution reverted"));
        TempoCharge charge = charge(builder -> builder.simulate(true));
        charge.checkConfiguration();

        assertThat(((Rejected) Charges.verified(charge, credential).settle(false))
                        .problem()
                        .detail())
                .contains("would be reverted");
        assertThat(node.parameters(SYNC)).isEmpty();
    }

    @Test
    void withoutMoneyNothingIsOfferedAndTheListenerIsToldOnce() throws Exception {
        ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
        CountDownLatch restored = new CountDownLatch(1);
        node.on(CALL, balance(999_999)).on("eth_chainId", Reply.result("\"0xa5bf\""));
        TempoCharge charge = charge(builder -> builder.feePayerListener(new FeePayerListener() {
            @Override
            public void balanceLow(TempoAddress feePayer, Amount largest) {
                told.add("low " + feePayer + " " + largest);
            }

            @Override
            public void balanceRestored(TempoAddress feePayer) {
                told.add("restored");
                restored.countDown();
            }
        }));
        PreparedOffer offer = charge.prepare(OfferTerms.of(Price.of("1")));
        PreparedOffer free = charge.prepare(OfferTerms.of(Price.of("0")));
        charge.checkConfiguration();
        charge.checkConfiguration();

        assertThatThrownBy(offer::request).isInstanceOf(OfferUnavailableException.class);
        assertThat(free.request()).isNotNull();

        node.on(CALL, balance(1_000_000));
        now.set(NOW.plusSeconds(31));
        try {
            offer.request(); // asks in the background
        } catch (OfferUnavailableException stillLow) {
            assertThat(stillLow).hasMessageContaining("no money");
        }
        assertThat(restored.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(offer.request()).isNotNull();
        assertThat(told).containsExactly("low " + Sponsored.SPONSOR.address() + " 999999", "restored");
    }
}
