package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.Inquiry;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.Verification;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.tempo.internal.session.SessionProblem;
import org.mpp4j.tempo.internal.session.SessionSnapshot;

/** Payers are told how their channels stand, and nobody else is. */
class SnapshotTest extends OneChannel {

    private static final OfferTerms TERMS = OfferTerms.of(Price.of("0.001"));

    private final TempoSession introducing = builder().bootstrap().build();
    private final PaymentMethod introduction = introducing.introduction().orElseThrow();
    private final PreparedOffer offer = session.prepare(TERMS);

    @AfterEach
    void stopIntroducing() {
        introducing.close();
    }

    private Optional<JsonObject> told(Optional<String> channelOfPayer, boolean forResource) {
        return offer.request(new Inquiry(Optional.empty(), "fortune", forResource, channelOfPayer))
                .methodDetails()
                .object("sessionSnapshot");
    }

    private SessionOutcome introduce(TempoPayer payer) {
        Challenge free = Challenge.builder(
                        "localhost",
                        "tempo",
                        "charge",
                        introduction.prepare(TERMS).request())
                .expires(Charges.NOW.plusSeconds(300))
                .build("an-introduction");
        return introduce(payer.prove(free));
    }

    private SessionOutcome introduce(Credential proof) {
        Verification verification = introduction.verify(new PaymentAttempt(proof));
        return verification instanceof Rejected rejected
                ? rejected
                : ((Verification.InSession) verification).payment().perform(false);
    }

    private Optional<SessionSnapshot> introduced(TempoPayer payer) {
        SessionOutcome.Introduced introduced = (SessionOutcome.Introduced) introduce(payer);
        return Optional.ofNullable(introduced.fields().get("Payment-Session-Snapshot"))
                .map(SessionSnapshot::parseHeader);
    }

    @Test
    void aPayerWhoseVoucherLeavesTooLittleIsToldHowTheChannelStandsWithoutTheVoucher() {
        open();

        Rejected rejected = (Rejected) get(voucherCredential(PRICE));
        JsonObject told = told(rejected.session(), true).orElseThrow();

        assertThat(rejected.problem().type()).isEqualTo(SessionProblem.INSUFFICIENT_BALANCE);
        assertThat(rejected.session()).contains(channelId.toString());
        assertThat(told.requireString("channelId")).isEqualTo(channelId.toString());
        assertThat(told.requireString("acceptedCumulative")).isEqualTo("1000");
        assertThat(told.requireString("spent")).isEqualTo("1000");
        assertThat(told.requireString("requiredCumulative")).isEqualTo("2000");
        assertThat(told.requireString("deposit")).isEqualTo("5000");
        assertThat(told.names()).doesNotContain("highestVoucher");
    }

    @Test
    void whatIsNotForTheResourceNeedsNoMoreThanWasAccepted() {
        open();

        assertThat(told(Optional.of(channelId.toString()), false).orElseThrow().requireString("requiredCumulative"))
                .isEqualTo("1000");
    }

    @Test
    void whoeverIsNotProvedToBeThePayerIsToldNothing() {
        open();
        get(voucherCredential(3000));

        assertThat(told(Optional.empty(), true)).isEmpty();
        assertThat(((Rejected) get(voucherCredential(2000))).session()).isEmpty();
        assertThat(((Rejected) get(credential(payload("voucher", voucher(4000, STRANGER), channel)
                                .build())))
                        .session())
                .isEmpty();
        assertThat(((Rejected) get(voucherCredential(DEPOSIT + 1))).session()).contains(channelId.toString());
    }

    @Test
    void aChannelThatIsOverIsNotToldOf() {
        open();
        assertDone(post(closeCredential(1000)));

        assertThat(told(Optional.of(channelId.toString()), true)).isEmpty();
        assertThat(told(Optional.of("nonsense"), true)).isEmpty();
    }

    @Test
    void aSnapshotThatComesBackIsNotComparedAndAnotherPriceIs() {
        open();
        PaymentRequest told =
                offer.request(new Inquiry(Optional.empty(), "fortune", true, Optional.of(channelId.toString())));
        assertAdmitted(get(voucherCredential(2000)));

        assertThat(offer.mismatch(told)).isEmpty();
        assertThat(session.prepare(OfferTerms.of(Price.of("0.002"))).mismatch(told))
                .contains("amount");
    }

    @Test
    void aPayerWhoProvesItIsGivenBackChannelAndVoucher() {
        assertAdmitted(perform(introducing, openCredential(PRICE), true));
        assertAdmitted(perform(introducing, voucherCredential(2500), true));

        SessionSnapshot snapshot = introduced(PAYER).orElseThrow();

        assertThat(snapshot.descriptor()).isEqualTo(channel);
        assertThat(snapshot.highestVoucher()).isEqualTo(voucher(2500));
        assertThat(snapshot.acceptedCumulative()).isEqualTo(2500);
        assertThat(snapshot.spent()).isEqualTo(2000);
        assertThat(snapshot.deposit()).isEqualTo(BigInteger.valueOf(DEPOSIT));
        assertThat(((SessionOutcome.Introduced) introduce(PAYER)).fields())
                .containsEntry("Payment-Session", channelId.toString());
        assertThat(introduce(PAYER).toString()).doesNotContain(channelId.toString());
    }

    @Test
    void somebodyElseOrAChannelThatIsOverIsGivenNothing() {
        assertAdmitted(perform(introducing, openCredential(PRICE), true));

        assertThat(introduced(STRANGER)).isEmpty();
        assertDone(perform(introducing, closeCredential(1000), false));
        assertThat(introduced(PAYER)).isEmpty();
        passSeconds(100_000);
        introducing.lookAfterChannels();
        assertThat(introduced(PAYER)).isEmpty();
    }

    @Test
    void withoutAProofNobodyIsGivenAnything() {
        assertAdmitted(perform(introducing, openCredential(PRICE), true));
        Challenge free = Challenge.builder(
                        "localhost",
                        "tempo",
                        "charge",
                        introduction.prepare(TERMS).request())
                .build("an-introduction");
        Credential strangers = STRANGER.prove(free);

        assertThat(introduce(Credential.of(free, PAYER.did(CHAIN), strangers.payload())))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.problem().type()).isEqualTo(ProblemType.VERIFICATION_FAILED));
        assertThat(introduce(Credential.of(
                        free,
                        PAYER.did(CHAIN),
                        JsonObject.builder()
                                .put("type", "hash")
                                .put("hash", "0x00")
                                .build())))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void nobodyIsIntroducedUnlessThatIsSwitchedOn() {
        assertThat(session.introduction()).isEmpty();
    }
}
