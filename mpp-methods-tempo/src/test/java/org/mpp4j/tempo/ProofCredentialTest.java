package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;

/** Without a node: a proof needs none. */
class ProofCredentialTest {

    private final TempoCharge charge = Charges.builder().build();
    private final Challenge free = Charges.challenge(charge, "0");
    private final JsonObject payload = PAYER.prove(free).payload();

    @Test
    void theProofThatMppxSentIsTakenAndTheReceiptNamesTheChallenge() {
        VerifiedPayment payment = Charges.verified(charge, Recorded.credential("charge-proof-zero"));

        assertThat(payment.payer()).contains("did:pkh:eip155:42431:0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
        assertThat(payment.replayKeys()).isEmpty();
        assertThat(payment.settle(false))
                .isEqualTo(new Settlement.Settled(
                        Receipt.of("tempo", "QuBMaSj3r_CWc6uZAqSFdbDwxsMxFmGNWD0vmVrtR6g", NOW)));
    }

    @Test
    void theMerchantsReferenceIsInTheReceipt() {
        Settlement settlement = Charges.verified(charge, PAYER.prove(free)).settle(true);

        assertThat(((Settlement.Settled) settlement).receipt().externalId()).contains("order-7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "did:pkh:eip155:4217:0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
                "did:pkh:eip155:42431:0x3c44CdDdB6a900fa2b585dd299e03d12FA4293BC",
                "did:pkh:eip155:99999999999999999999:0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
                "did:key:z6Mk",
                "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"
            })
    void aSourceThatIsNoAccountOfThisChainIsRejected(String source) {
        assertRejected(Credential.of(free, source, payload), "must be did:pkh:eip155:42431:");
    }

    @Test
    void aProofWithoutASourceIsRejected() {
        assertRejected(Credential.of(free, payload), "must be did:pkh:eip155:42431:");
    }

    @Test
    void aProofOfSomebodyElseIsRejected() {
        assertRejected(
                Credential.of(free, new TempoPayer("0x5e").did(42431), payload), "wasn't signed for this challenge");
    }

    @Test
    void aProofForAnotherChallengeOrRealmIsRejected() {
        Challenge other = Challenge.builder("localhost", "tempo", "charge", free.request())
                .build("another");
        Challenge elsewhere = Challenge.builder("elsewhere", "tempo", "charge", free.request())
                .build(free.id());

        assertRejected(Credential.of(other, PAYER.did(42431), payload), "wasn't signed for this challenge");
        assertRejected(Credential.of(elsewhere, PAYER.did(42431), payload), "wasn't signed for this challenge");
    }

    @Test
    void aProofInsteadOfMoneyIsRejected() {
        Challenge priced = Charges.challenge(charge, "0.000001");

        assertRejected(PAYER.prove(priced), "an amount of zero only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x", "0x00", "1dc1", "0xzz"})
    void aSignatureOfTheWrongFormIsInvalid(String signature) {
        Credential credential = Credential.of(
                free,
                PAYER.did(42431),
                JsonObject.builder()
                        .put("type", "proof")
                        .put("signature", signature)
                        .build());

        assertThat(Charges.rejected(charge, credential).problem().type()).isEqualTo(ProblemType.INVALID_PAYLOAD);
    }

    @Test
    void aSignatureOfAnotherKindIsInvalid() {
        Credential p256 = Credential.of(
                free,
                PAYER.did(42431),
                JsonObject.builder()
                        .put("type", "proof")
                        .put("signature", "0x01" + "22".repeat(129))
                        .build());

        assertThat(Charges.rejected(charge, p256).problem().type()).isEqualTo(ProblemType.INVALID_PAYLOAD);
    }

    private void assertRejected(Credential credential, String detail) {
        Rejected rejected = Charges.rejected(charge, credential);

        assertThat(rejected.problem().type()).isEqualTo(ProblemType.VERIFICATION_FAILED);
        assertThat(rejected.problem().detail()).contains(detail);
    }
}
