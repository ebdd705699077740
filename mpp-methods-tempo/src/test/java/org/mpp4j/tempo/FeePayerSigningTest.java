package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.Settlement;
import org.mpp4j.tempo.Sponsored.Draft;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** What the fee payer signs, and what becomes of a payment if it doesn't. */
class FeePayerSigningTest extends OneSponsored {
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
}
