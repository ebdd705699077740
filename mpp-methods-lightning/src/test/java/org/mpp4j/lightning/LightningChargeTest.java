package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.lightning.Merchant.hash;
import static org.mpp4j.lightning.Merchant.problemPath;
import static org.mpp4j.lightning.Merchant.show;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.Route;
import org.mpp4j.lightning.node.PaperWallet;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;

class LightningChargeTest {

    private final Merchant merchant = new Merchant();

    @AfterEach
    void close() {
        merchant.close();
    }

    @Test
    void aChallengeHasAnInvoiceOfItsOwn() {
        Challenge first = merchant.challenge(merchant.cheap);
        Challenge second = merchant.challenge(merchant.cheap);

        JsonObject request = first.request().json();
        assertThat(request.requireString("amount")).isEqualTo("10");
        assertThat(request.requireString("currency")).isEqualTo("sat");
        JsonObject details = request.requireObject("methodDetails");
        assertThat(details.names()).containsExactlyInAnyOrder("invoice", "paymentHash", "network");
        assertThat(details.requireString("network")).isEqualTo("regtest");
        assertThat(details.requireString("invoice")).startsWith("lnbcrt100n1");
        assertThat(hash(first)).isNotEqualTo(hash(second));
    }

    @Test
    void aPaidInvoiceLetsInOnce() {
        Credential credential = merchant.pay(merchant.challenge(merchant.cheap));

        assertThat(merchant.admit(merchant.cheap, credential)).isInstanceOf(Admission.Granted.class);
        assertThat(problemPath(merchant.admit(merchant.cheap, credential))).isEqualTo("lightning/unknown-challenge");
    }

    @Test
    void anotherPayloadForAConsumedChallengeIsAnUnknownChallenge() {
        Challenge challenge = merchant.challenge(merchant.cheap);
        Credential credential = merchant.pay(challenge);
        merchant.admit(merchant.cheap, credential);
        Credential other = Credential.of(
                challenge, credential.payload().toBuilder().put("extra", "x").build());

        assertThat(problemPath(merchant.admit(merchant.cheap, other))).isEqualTo("lightning/unknown-challenge");
    }

    @Test
    void aClientThatEchoesOnlySixParametersGetsIn() {
        Challenge challenge = merchant.challenge(merchant.cheap);
        Challenge echoed = Challenge.builder(
                        challenge.realm(), challenge.method(), challenge.intent(), challenge.request())
                .expires(challenge.expires().orElseThrow())
                .build(challenge.id());

        Credential credential = show(echoed, merchant.pay(challenge).payload().requireString("preimage"));

        assertThat(problemPath(merchant.admit(merchant.dear, credential))).isEqualTo("lightning/unknown-challenge");
        assertThat(merchant.admit(merchant.cheap, credential)).isInstanceOf(Admission.Granted.class);
        assertThat(problemPath(merchant.admit(merchant.cheap, credential))).isEqualTo("lightning/unknown-challenge");
    }

    @Test
    void aCheapChallengeOpensNothingDear() {
        Credential credential = merchant.pay(merchant.challenge(merchant.cheap));

        assertThat(problemPath(merchant.admit(merchant.dear, credential))).isEqualTo("lightning/unknown-challenge");
        assertThat(merchant.admit(merchant.cheap, credential)).isInstanceOf(Admission.Granted.class);
    }

    @Test
    void anExpiredChallengeLetsNobodyIn() {
        Credential credential = merchant.pay(merchant.challenge(merchant.cheap));
        merchant.now.updateAndGet(now -> now.plus(Duration.ofMinutes(5)));

        assertThat(problemPath(merchant.admit(merchant.cheap, credential))).isEqualTo("lightning/expired-invoice");
    }

    @Test
    void aGuessedPreimageLetsNobodyIn() {
        Challenge challenge = merchant.challenge(merchant.cheap);

        assertThat(problemPath(merchant.admit(merchant.cheap, show(challenge, "00".repeat(32)))))
                .isEqualTo("lightning/invalid-preimage");
        assertThat(merchant.admit(merchant.cheap, merchant.pay(challenge))).isInstanceOf(Admission.Granted.class);
    }

    @Test
    void aPreimageThatWasToldWithoutPaymentLetsNobodyIn() {
        Challenge challenge = merchant.challenge(merchant.cheap);
        Credential credential = merchant.showPreimage(challenge);

        assertThat(problemPath(merchant.admit(merchant.cheap, credential))).isEqualTo("payment-outcome-unknown");

        merchant.pay(challenge);
        assertThat(merchant.admit(merchant.cheap, credential))
                .as("paid after all")
                .isInstanceOf(Admission.Granted.class);
    }

    @Test
    void whatIsNeverPaidIsGivenUpInTheBackground() {
        merchant.gate.register(java.util.List.of(merchant.charge));
        Credential credential = merchant.showPreimage(merchant.challenge(merchant.cheap));
        merchant.admit(merchant.cheap, credential);

        merchant.now.updateAndGet(now -> now.plus(Duration.ofMinutes(12)));
        assertThat(merchant.gate.reconcile()).isEqualTo(1);

        assertThat(merchant.gate.reconcile())
                .as("nothing is left to be looked up")
                .isZero();
        assertThat(merchant.admit(merchant.cheap, credential)).isNotInstanceOf(Admission.Granted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HELD", "UNKNOWN"})
    void whatMayStillBePaidStaysOpen(InvoiceState state) {
        Challenge challenge = merchant.challenge(merchant.cheap);
        merchant.wallet.set(hash(challenge), state);

        assertThat(problemPath(merchant.admit(merchant.cheap, merchant.showPreimage(challenge))))
                .isEqualTo("payment-outcome-unknown");
    }

    @Test
    void aCanceledInvoiceIsAnExpiredOne() {
        Challenge challenge = merchant.challenge(merchant.cheap);
        merchant.wallet.set(hash(challenge), InvoiceState.CANCELED);

        assertThat(problemPath(merchant.admit(merchant.cheap, merchant.showPreimage(challenge))))
                .isEqualTo("lightning/expired-invoice");
    }

    @Test
    void aPreimageOfAForeignInvoiceLetsNobodyIn() {
        Challenge mine = merchant.challenge(merchant.cheap);
        Challenge another = merchant.challenge(merchant.cheap);
        String preimage = merchant.pay(another).payload().requireString("preimage");

        assertThat(problemPath(merchant.admit(merchant.cheap, show(mine, preimage))))
                .isEqualTo("lightning/invalid-preimage");
    }

    @Test
    void anInvoiceOfSomebodyElseInTheEchoIsAnUnknownChallenge() {
        Challenge challenge = merchant.challenge(merchant.cheap);
        PaperWallet thief = new PaperWallet(merchant.now::get);
        var foreign = thief.create(10_000, "", Duration.ofMinutes(6));
        JsonObject details = challenge.request().methodDetails().toBuilder()
                .put("invoice", foreign.bolt11())
                .put("paymentHash", foreign.hash().hex())
                .build();
        Challenge forged = Challenge.builder(
                        challenge.realm(),
                        challenge.method(),
                        challenge.intent(),
                        org.mpp4j.protocol.PaymentRequest.of(challenge.request().json().toBuilder()
                                .put("methodDetails", details)
                                .build()))
                .expires(challenge.expires().orElseThrow())
                .opaque(challenge.opaque().orElseThrow())
                .build(challenge.id());

        assertThat(problemPath(merchant.admit(
                        merchant.cheap,
                        show(forged, thief.secret(foreign.hash()).reveal()))))
                .isEqualTo("lightning/unknown-challenge");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "G000000000000000000000000000000000000000000000000000000000000000"})
    void aPreimageOfAnotherFormIsAMalformedCredential(String preimage) {
        assertThat(problemPath(merchant.admit(merchant.cheap, show(merchant.challenge(merchant.cheap), preimage))))
                .isEqualTo("lightning/malformed-credential");
    }

    @Test
    void upperCaseIsAMalformedCredential() {
        Challenge challenge = merchant.challenge(merchant.cheap);

        assertThat(problemPath(merchant.admit(merchant.cheap, show(challenge, "AB".repeat(32)))))
                .isEqualTo("lightning/malformed-credential");
    }

    /** What a node can get wrong about an invoice. */
    enum Lie {
        MORE(wallet -> wallet.addedMillisatoshi = 1000),
        ONE_MILLISATOSHI_MORE(wallet -> wallet.addedMillisatoshi = 1),
        LESS(wallet -> wallet.addedMillisatoshi = -1000),
        ANOTHER_HASH(wallet -> wallet.liesAboutTheHash = true),
        MAINNET(wallet -> wallet.network = "bc"),
        SIGNET(wallet -> wallet.network = "tbs"),
        EARLIER_EXPIRY(wallet -> wallet.addedExpiry = Duration.ofMinutes(-2)),
        LATER_EXPIRY(wallet -> wallet.addedExpiry = Duration.ofDays(7));

        private final Consumer<PaperWallet> lie;

        Lie(Consumer<PaperWallet> lie) {
            this.lie = lie;
        }
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    void aNodeThatLiesAboutTheInvoiceHasNothingToOffer(Lie lie) {
        lie.lie.accept(merchant.wallet);

        assertThat(problemPath(merchant.ask(merchant.cheap))).isEqualTo("payment-unavailable");
    }

    @Test
    void aNodeThatUsesAHashTwiceHasNothingToOffer() {
        merchant.wallet.repeatsHashes = true;
        merchant.challenge(merchant.cheap);

        assertThat(problemPath(merchant.ask(merchant.cheap))).isEqualTo("payment-unavailable");
    }

    @Test
    void aNodeThatFailsIsLeftAloneForAWhile() {
        merchant.node.failingWith = 500;
        for (int i = 0; i < 20; i++) {
            assertThat(problemPath(merchant.ask(merchant.cheap))).isEqualTo("payment-unavailable");
        }
        assertThat(merchant.node.calls).hasValue(5);

        merchant.node.failingWith = 0;
        merchant.now.updateAndGet(now -> now.plusSeconds(10));
        assertThat(merchant.ask(merchant.cheap)).isInstanceOf(Admission.Challenged.class);
    }

    @Test
    void aNodeThatIsDownHasNothingToOffer() {
        merchant.node.close();

        assertThat(problemPath(merchant.ask(merchant.cheap))).isEqualTo("payment-unavailable");
    }

    @Test
    void aNodeThatIsSlowHasNothingToOffer() {
        merchant.node.hanging = true;
        LightningCharge impatient = merchant.builder()
                .node(LightningBackend.LND.at(merchant.node.connection().deadline(Duration.ofMillis(200))))
                .build();

        assertThat(problemPath(merchant.ask(Route.of("cheap", Offer.of(impatient, "10")))))
                .isEqualTo("payment-unavailable");
    }

    @Test
    void aNodeThatDoesNotSayWhetherItWasPaidLetsNobodyInAndAsksForNoPayment() {
        Credential credential = merchant.pay(merchant.challenge(merchant.cheap));
        merchant.node.failingWith = 502;

        assertThat(merchant.admit(merchant.cheap, credential)).isInstanceOf(Admission.Undecided.class);

        merchant.node.failingWith = 0;
        assertThat(merchant.admit(merchant.cheap, credential)).isInstanceOf(Admission.Granted.class);
    }

    @Test
    void withoutAskingTheNodeAPreimageIsEnough() {
        LightningCharge trusting = merchant.builder().verifySettled(false).build();
        Route route = Route.of("cheap", Offer.of(trusting, "10"));

        assertThat(merchant.admit(route, merchant.showPreimage(merchant.challenge(route))))
                .isInstanceOf(Admission.Granted.class);
    }

    @Test
    void thereAreNoMoreOpenInvoicesThanAllowed() {
        PreparedOffer offer = merchant.builder().maxOpenInvoices(3).build().prepare(OfferTerms.of(Price.of("10")));
        offer.request();
        offer.request();
        offer.request();

        assertThatThrownBy(offer::request)
                .isInstanceOf(OfferUnavailableException.class)
                .hasMessage("There are as many unpaid invoices as the limits allow");

        merchant.now.updateAndGet(now -> now.plus(Duration.ofMinutes(6)));
        assertThat(offer.request()).isNotNull();
    }

    @Test
    void aPaidInvoiceIsNoLongerOpen() {
        LightningCharge charge = merchant.builder().maxOpenInvoices(1).build();
        Route route = Route.of("cheap", Offer.of(charge, "10"));
        Challenge challenge = merchant.challenge(route);
        assertThat(problemPath(merchant.ask(route))).isEqualTo("payment-unavailable");

        merchant.admit(route, merchant.pay(challenge));

        assertThat(merchant.ask(route)).isInstanceOf(Admission.Challenged.class);
    }

    @Test
    void noMoreInvoicesAreMadeInASecondThanAllowed() {
        PreparedOffer offer = merchant.builder().maxInvoicesPerSecond(2).build().prepare(OfferTerms.of(Price.of("10")));
        offer.request();
        offer.request();
        assertThatThrownBy(offer::request).isInstanceOf(OfferUnavailableException.class);
        assertThat(merchant.wallet.created).hasValue(2);

        merchant.now.updateAndGet(now -> now.plusSeconds(1));
        assertThat(offer.request()).isNotNull();
    }

    @Test
    void aChallengeThatOutlivesItsInvoiceIsNotSent() {
        LightningCharge hasty =
                merchant.builder().invoiceLifetime(Duration.ofMinutes(4)).build();

        assertThat(problemPath(merchant.ask(Route.of("cheap", Offer.of(hasty, "10")))))
                .isEqualTo("payment-unavailable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.5", "2100000000000001", "10 usd"})
    void aPriceThatIsNoInvoiceIsRefusedAtStartUp(String price) {
        assertThatThrownBy(() -> merchant.charge.prepare(OfferTerms.of(Price.of(price))))
                .isInstanceOfAny(ConfigurationException.class, IllegalArgumentException.class);
    }

    @Test
    void aMessageSaysWhatIsMissing() {
        assertThatThrownBy(() -> LightningCharge.builder().build())
                .hasMessage("LightningCharge has no node; give it one, such as LightningBackend.LND.at(connection)");
        assertThatThrownBy(() ->
                        LightningCharge.builder().node(merchant.node.client()).build())
                .hasMessage(
                        "LightningCharge has no network; give it the one that the node is on, such as LightningNetwork.MAINNET");
    }
}
