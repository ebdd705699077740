package org.mpp4j.lightning;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.lightning.node.NodeFront;
import org.mpp4j.lightning.node.PaperWallet;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.Problem;
import org.mpp4j.testkit.TestExchange;

/** A gate that charges through a node whose wallet does what a test tells it. */
final class Merchant implements AutoCloseable {

    final AtomicReference<Instant> now = new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    final PaperWallet wallet = new PaperWallet(now::get);
    final NodeFront node;
    final LightningCharge charge;
    final PaymentGate gate;
    final Route cheap;
    final Route dear;

    Merchant() {
        this(LightningBackend.LND);
    }

    Merchant(LightningBackend backend) {
        node = NodeFront.of(backend, wallet);
        charge = builder().build();
        gate = PaymentGate.builder("localhost", ChallengeKeys.of("a secret that is known to this test only"))
                .clock(now::get)
                .build();
        cheap = Route.of("cheap", Offer.of(charge, "10"));
        dear = Route.of("dear", Offer.of(charge, "1000"));
    }

    LightningChargeBuilder builder() {
        return LightningCharge.builder()
                .node(node.client())
                .network(LightningNetwork.REGTEST)
                .clock(now::get);
    }

    Admission ask(Route route) {
        return gate.admit(TestExchange.of("GET /"), route);
    }

    Admission askAs(String client, Route route) {
        return gate.admit(TestExchange.of("GET /").from(client), route);
    }

    Challenge challenge(Route route) {
        return ((Admission.Challenged) ask(route)).challenges().get(0);
    }

    Admission admit(Route route, Credential credential) {
        TestExchange exchange =
                TestExchange.of("GET /").withHeader("Authorization", PaymentAuthorization.format(credential));
        Admission admission = gate.admit(exchange, route);
        if (admission instanceof Admission.Granted granted) {
            gate.completed(exchange, granted.payment(), 200, Optional.empty());
        }
        return admission;
    }

    static PaymentHash hash(Challenge challenge) {
        return new PaymentHash(challenge.request().methodDetails().requireString("paymentHash"));
    }

    /** What an honest client shows when it has paid. */
    Credential pay(Challenge challenge) {
        wallet.set(hash(challenge), InvoiceState.SETTLED);
        return showPreimage(challenge);
    }

    Credential showPreimage(Challenge challenge) {
        return show(challenge, wallet.secret(hash(challenge)).reveal());
    }

    static Credential show(Challenge challenge, String preimage) {
        return Credential.of(
                challenge, JsonObject.builder().put("preimage", preimage).build());
    }

    static Problem problem(Admission admission) {
        if (admission instanceof Admission.Challenged challenged) {
            return challenged.problem();
        }
        if (admission instanceof Admission.Undecided undecided) {
            return undecided.problem();
        }
        return ((Admission.Refused) admission).problem();
    }

    static String problemPath(Admission admission) {
        return problem(admission).type().uri().getPath().replace("/problems/", "");
    }

    @Override
    public void close() {
        gate.close();
        node.close();
    }
}
