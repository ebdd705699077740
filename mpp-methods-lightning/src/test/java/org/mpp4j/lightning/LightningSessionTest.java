package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.lightning.SessionMerchant.body;
import static org.mpp4j.lightning.SessionMerchant.hash;
import static org.mpp4j.lightning.SessionMerchant.problem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.CapturedAnswer;
import org.mpp4j.gate.Exchange;
import org.mpp4j.gate.MeteredPayment;
import org.mpp4j.lightning.internal.bolt11.Invoice;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.session.Meter;
import org.mpp4j.session.NeedMore;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.testkit.TestExchange;

/** What sessions do for clients that keep to the rules. */
class LightningSessionTest {

    private final SessionMerchant merchant = new SessionMerchant();

    @AfterEach
    void close() {
        merchant.close();
    }

    @Test
    void everyChallengeHasADepositInvoiceOfItsOwn() throws Exception {
        Challenge first = merchant.challenge();
        Challenge second = merchant.challenge();

        JsonObject request = first.request().json();
        assertThat(request.requireString("amount")).isEqualTo("3");
        assertThat(request.requireString("currency")).isEqualTo("sat");
        assertThat(request.requireString("unitType")).isEqualTo("token");
        assertThat(request.requireString("depositAmount")).isEqualTo("60");
        assertThat(request.requireString("idleTimeout")).isEqualTo("300");
        assertThat(request.names())
                .containsExactlyInAnyOrder(
                        "amount",
                        "currency",
                        "unitType",
                        "depositAmount",
                        "idleTimeout",
                        "depositInvoice",
                        "paymentHash");
        Invoice invoice = Invoice.decode(request.requireString("depositInvoice"));
        assertThat(invoice.amount()).hasValue(60_000);
        assertThat(invoice.paymentHash()).isEqualTo(hash(first)).isNotEqualTo(hash(second));
    }

    @Test
    void aDepositOpensASessionAndItsFirstUnitIsCharged() {
        Challenge challenge = merchant.challenge();

        Admission admission = merchant.admit(merchant.open(challenge));

        JsonObject receipt = merchant.delivered(admission).meter().receipt().json();
        assertThat(receipt.requireString("reference")).isEqualTo(hash(challenge).hex());
        assertThat(receipt.requireString("challengeId")).isEqualTo(challenge.id());
        assertThat(receipt.integer("spent")).hasValue(3);
        assertThat(receipt.integer("units")).hasValue(1);
        assertThat(merchant.books(challenge).authorized()).isEqualTo(60);
        assertThat(merchant.books(challenge).spent()).isEqualTo(3);
    }

    @Test
    void aBearerPaysThePriceOfItsRouteFromTheSession() {
        Challenge opened = merchant.opened();

        merchant.delivered(merchant.admit(merchant.bearer(opened, opened)));
        merchant.delivered(merchant.admit(merchant.dear, merchant.bearer(merchant.challenge(merchant.dear), opened)));

        assertThat(merchant.books(opened).spent()).isEqualTo(3 + 3 + 50);
    }

    @Test
    void aSessionOutlivesItsChallenges() {
        Challenge opened = merchant.opened();
        for (int i = 0; i < 10; i++) {
            merchant.pass(Duration.ofMinutes(4));
            merchant.delivered(merchant.admit(merchant.bearer(opened, opened)));
            merchant.session.closeDue();
        }
        assertThat(merchant.books(opened).spent()).isEqualTo(33);
    }

    @Test
    void aTopUpIsCreditedAndAnsweredWithoutTheResource() {
        Challenge opened = merchant.opened();
        Challenge more = merchant.challenge();

        Admission admission = merchant.admit(merchant.topUp(more, opened));

        assertThat(body(admission)).isEqualTo("{\"status\":\"ok\"}");
        assertThat(((Admission.Completed) admission).receipt().reference())
                .isEqualTo(hash(opened).hex());
        assertThat(merchant.books(opened).authorized()).isEqualTo(120);
        assertThat(merchant.books(opened).spent()).isEqualTo(3);
    }

    @Test
    void bearersOfOneSessionShareItsIdempotencyKeys() {
        Challenge opened = merchant.opened();
        Exchange first = keyed(merchant.bearer(merchant.challenge(), opened));
        MeteredPayment paid = ((Admission.Metered) merchant.gate.admit(first, merchant.cheap)).payment();
        merchant.gate.completed(first, paid, 200, Optional.of(new CapturedAnswer(200, List.of(), new byte[] {1})));

        Admission again = merchant.gate.admit(keyed(merchant.bearer(merchant.challenge(), opened)), merchant.cheap);

        assertThat(again).isInstanceOf(Admission.Replayed.class);
        assertThat(merchant.books(opened).spent()).isEqualTo(6);
    }

    private static Exchange keyed(Credential credential) {
        return TestExchange.of("GET /")
                .withHeader("Authorization", PaymentAuthorization.format(credential))
                .withHeader("Idempotency-Key", "a-key");
    }

    @Test
    void aStreamThatRunsOutAsksForATopUpAndGoesOnAfterIt() throws Exception {
        Challenge opened = merchant.challenge();
        Meter meter = ((Admission.Metered) merchant.admit(merchant.open(opened)))
                .payment()
                .meter()
                .forHandler();
        for (int i = 0; i < 20; i++) {
            assertThat(meter.charge(1)).isPresent();
        }
        assertThat(meter.charge(1)).isEmpty();

        NeedMore need = meter.needMore(1);
        assertThat(need.event()).isEqualTo("payment-need-topup");
        assertThat(need.data().toCanonicalString())
                .isEqualTo("{\"balanceRequired\":3,\"balanceSpent\":60,\"sessionId\":\"" + hash(opened) + "\"}");
        assertThat(meter.timedOut(1).orElseThrow().event()).isEqualTo("session-timeout");
        assertThat(meter.timedOut(1).orElseThrow().data()).isEqualTo(need.data());

        var waiting = meter.chargeWhenAuthorized(1, Duration.ofSeconds(30));
        merchant.admit(merchant.topUp(merchant.challenge(), opened));

        assertThat(waiting.toCompletableFuture().get()).isPresent();
        assertThat(meter.receipt().json().integer("spent")).hasValue(63);
        assertThat(meter.receipt().json().integer("units")).hasValue(21);
    }

    @Test
    void closingPaysBackWhatIsLeftToTheMillisatoshi() throws Exception {
        Challenge challenge = merchant.challenge();
        String returnInvoice = merchant.returnInvoice();
        merchant.delivered(merchant.admit(merchant.open(challenge, returnInvoice)));

        Admission admission = merchant.admit(merchant.close(merchant.challenge(), challenge));

        assertThat(body(admission))
                .isEqualTo("{\"refundSats\":57,\"refundStatus\":\"succeeded\",\"status\":\"closed\"}");
        JsonObject receipt = ((Admission.Completed) admission).receipt().json();
        assertThat(receipt.integer("refundSats")).hasValue(57);
        assertThat(receipt.requireString("refundStatus")).isEqualTo("succeeded");
        assertThat(merchant.node.sent)
                .containsExactly(
                        java.util.Map.entry(Invoice.decode(returnInvoice).paymentHash(), 57_000L));
        PaymentOrder order = merchant.node.asked.get(0);
        assertThat(order.maxFeeMillisatoshi()).isEqualTo(5000 + 57 * 5);
        assertThat(merchant.books(challenge).status()).isEqualTo(Status.CLOSED);
    }

    @Test
    void theSessionIsClosingBeforeItsRefundIsSent() {
        Challenge opened = merchant.opened();
        Credential bearer = merchant.bearer(opened, opened);
        merchant.node.whilePaying = () -> {
            assertThat(merchant.books(opened).status()).isEqualTo(Status.CLOSING);
            assertThat(problem(merchant.admit(bearer))).isEqualTo("lightning/session-closed");
        };

        merchant.admit(merchant.close(opened, opened));

        assertThat(merchant.sentMillisatoshi()).isEqualTo(57_000);
    }

    @Test
    void whereNothingIsLeftNothingIsSent() {
        Challenge opened = merchant.opened();
        for (int i = 0; i < 19; i++) {
            merchant.delivered(merchant.admit(merchant.bearer(opened, opened)));
        }
        assertThat(problem(merchant.admit(merchant.bearer(opened, opened))))
                .isEqualTo("lightning/insufficient-balance");

        assertThat(body(merchant.admit(merchant.close(opened, opened))))
                .isEqualTo("{\"refundSats\":0,\"refundStatus\":\"skipped\",\"status\":\"closed\"}");
        assertThat(merchant.node.asked).isEmpty();
    }

    @Test
    void whatWasNotDeliveredIsNotCharged() {
        Challenge challenge = merchant.challenge();
        Admission admission = merchant.admit(merchant.open(challenge));

        merchant.gate.completed(
                org.mpp4j.testkit.TestExchange.of("GET /"), ((Admission.Metered) admission).payment(), 500);

        assertThat(merchant.books(challenge).spent()).isZero();
    }

    @Test
    void aSessionThatWasOpenedWithASecretNeedsIt() {
        Challenge challenge = merchant.challenge();
        Preimage secret = Preimage.parse("5a".repeat(32));
        Credential plain = merchant.open(challenge);
        merchant.delivered(
                merchant.admit(with(plain, "bindingHash", secret.hash().hex())));

        Credential bearer = merchant.bearer(challenge, challenge);
        assertThat(problem(merchant.admit(bearer))).isEqualTo("lightning/invalid-preimage");
        assertThat(problem(merchant.admit(with(bearer, "bindingSecret", "5b".repeat(32)))))
                .isEqualTo("lightning/invalid-preimage");
        assertThat(problem(merchant.admit(merchant.close(challenge, challenge))))
                .isEqualTo("lightning/invalid-preimage");
        assertThat(problem(merchant.admit(plain))).isEqualTo("lightning/unknown-challenge");
        merchant.delivered(merchant.admit(with(bearer, "bindingSecret", secret.reveal())));
        assertThat(merchant.session.account(hash(challenge)).map(SessionAccount::detail))
                .hasValueSatisfying(text ->
                        assertThat(text).doesNotContain(secret.reveal()).doesNotContain(merchant.preimage(challenge)));
    }

    private static Credential with(Credential credential, String name, String value) {
        return Credential.of(
                credential.challenge(),
                credential.payload().toBuilder().put(name, value).build());
    }

    @Test
    void aClientThatEchoesOnlySixParametersGetsIn() {
        Challenge challenge = merchant.challenge();
        Credential whole = merchant.open(challenge);
        Challenge echoed = Challenge.builder(
                        challenge.realm(), challenge.method(), challenge.intent(), challenge.request())
                .expires(challenge.expires().orElseThrow())
                .build(challenge.id());

        assertThat(merchant.admit(Credential.of(echoed, whole.payload()))).isInstanceOf(Admission.Metered.class);
    }

    @Test
    void theTermsMaySuggestTheDeposit() {
        var offer = merchant.session.prepare(OfferTerms.of(Price.of("2")).withSuggestedDeposit(Price.of("7")));

        assertThat(offer.request().json().requireString("depositAmount")).isEqualTo("7");
        assertThatThrownBy(() ->
                        merchant.session.prepare(OfferTerms.of(Price.of("2")).withSuggestedDeposit(Price.of("1"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The deposit for the price 2 is 1 satoshi; ask for at least one unit, and for no more than"
                        + " there is");
        assertThatThrownBy(() -> merchant.session.prepare(OfferTerms.of(Price.of("2", "usd"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is not in satoshi");
    }

    @Test
    void aNodeThatCannotPayBackKeepsNoSessions() {
        assertThatThrownBy(() -> LightningSession.builder()
                        .node(LightningBackend.LNBITS.at(
                                NodeConnection.to(java.net.URI.create("http://127.0.0.1:1"), "key")))
                        .network(LightningNetwork.REGTEST)
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "The node of LightningSession can't pay invoices without an amount, and so pay nothing back; use"
                                + " LND, Core Lightning or phoenixd");
    }

    @Test
    void nothingIsSaidOfASessionThatIsNotThere() {
        assertThat(merchant.session.account(Preimage.parse("00".repeat(32)).hash()))
                .isEqualTo(Optional.empty());
        assertThat(merchant.session).hasToString("LightningSession[regtest]");
    }
}
