package org.mpp4j.lightning;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.MeteredPayment;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.lightning.node.PaperWallet;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.store.InMemoryStores;
import org.mpp4j.store.Stores;
import org.mpp4j.testkit.TestExchange;

/** A gate that sells by the unit, 3 satoshi each and 60 a deposit, and another route at 50 satoshi; with a client's wallet. */
final class SessionMerchant implements AutoCloseable {

    final AtomicReference<Instant> now;
    final FakeNode node;
    final PaperWallet client;
    final Stores stores;
    RefundListener refundListener = new RefundListener() {};
    LightningSession session;
    LightningCharge charge;
    PaymentGate gate;
    Route cheap;
    Route dear;

    SessionMerchant() {
        this((Stores) null);
    }

    SessionMerchant(Stores given) {
        this(new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS)), given);
    }

    /** Keeps its state in stores that have the same clock. */
    SessionMerchant(AtomicReference<Instant> clock, Stores given) {
        now = clock;
        node = new FakeNode(now::get);
        client = new PaperWallet(now::get);
        stores = given == null ? new InMemoryStores(now::get) : given;
        restart();
    }

    private SessionMerchant(SessionMerchant other) {
        now = other.now;
        node = other.node;
        client = other.client;
        stores = other.stores;
        restart();
    }

    /** Another instance that shares the stores and the node. */
    SessionMerchant another() {
        return new SessionMerchant(this);
    }

    /** As after the end of a process: only what is stored is left. */
    void restart() {
        if (session != null) {
            session.close();
            gate.close();
        }
        session = builder().build();
        charge = LightningCharge.builder()
                .node(node)
                .network(LightningNetwork.REGTEST)
                .clock(now::get)
                .build();
        gate = PaymentGate.builder("localhost", ChallengeKeys.of("a secret that is known to this test only"))
                .clock(now::get)
                .stores(stores)
                .build();
        cheap = Route.of("cheap", Offer.of(session, OfferTerms.of(Price.of("3")).per("token")));
        dear = Route.of("dear", Offer.of(session, OfferTerms.of(Price.of("50"))));
    }

    LightningSessionBuilder builder() {
        return LightningSession.builder()
                .node(node)
                .network(LightningNetwork.REGTEST)
                .stores(stores)
                .refundListener(refundListener)
                .maxInvoices(1_000_000, 1_000_000) // each rejection brings a challenge, and the clock stands still
                .maxInvoicesPerClient(1_000_000, Duration.ofMinutes(1))
                .clock(now::get);
    }

    void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    Challenge challenge() {
        return challenge(cheap);
    }

    Challenge challenge(Route route) {
        return ((Admission.Challenged) gate.admit(TestExchange.of("GET /"), route))
                .challenges()
                .get(0);
    }

    Admission admit(Credential credential) {
        return admit(cheap, credential);
    }

    Admission admit(Route route, Credential credential) {
        return gate.admit(
                TestExchange.of("GET /").withHeader("Authorization", PaymentAuthorization.format(credential)), route);
    }

    /** Ends a request that was let in. */
    MeteredPayment delivered(Admission admission) {
        MeteredPayment payment = ((Admission.Metered) admission).payment();
        gate.completed(TestExchange.of("GET /"), payment, 200);
        return payment;
    }

    static PaymentHash hash(Challenge challenge) {
        return new PaymentHash(challenge.request().json().requireString("paymentHash"));
    }

    /** The preimage of a deposit that is paid. */
    String pay(Challenge challenge) {
        node.wallet.set(hash(challenge), InvoiceState.SETTLED);
        return preimage(challenge);
    }

    String preimage(Challenge challenge) {
        return node.wallet.secret(hash(challenge)).reveal();
    }

    /** An invoice of the client's that leaves the amount open. */
    String returnInvoice() {
        return returnInvoice(0, Duration.ofDays(30));
    }

    String returnInvoice(long millisatoshi, Duration expiry) {
        var issued = client.create(millisatoshi, "what is left", expiry);
        node.others.put(issued.hash(), client.secret(issued.hash()));
        return issued.bolt11();
    }

    Credential open(Challenge challenge) {
        return open(challenge, returnInvoice());
    }

    Credential open(Challenge challenge, String returnInvoice) {
        return Credential.of(
                challenge,
                JsonObject.builder()
                        .put("action", "open")
                        .put("preimage", pay(challenge))
                        .put("returnInvoice", returnInvoice)
                        .build());
    }

    /** A session that is open, with its first unit spent, and the challenge that opened it. */
    Challenge opened() {
        Challenge challenge = challenge();
        delivered(admit(open(challenge)));
        return challenge;
    }

    Credential bearer(Challenge challenge, Challenge opened) {
        return act("bearer", challenge, opened);
    }

    Credential close(Challenge challenge, Challenge opened) {
        return act("close", challenge, opened);
    }

    private Credential act(String action, Challenge challenge, Challenge opened) {
        return Credential.of(
                challenge,
                JsonObject.builder()
                        .put("action", action)
                        .put("sessionId", hash(opened).hex())
                        .put("preimage", preimage(opened))
                        .build());
    }

    Credential topUp(Challenge paid, Challenge opened) {
        return Credential.of(
                paid,
                JsonObject.builder()
                        .put("action", "topUp")
                        .put("sessionId", hash(opened).hex())
                        .put("topUpPreimage", pay(paid))
                        .build());
    }

    SessionAccount books(Challenge opened) {
        return session.account(hash(opened)).orElseThrow();
    }

    long sentMillisatoshi() {
        return node.sent.values().stream().mapToLong(Long::longValue).sum();
    }

    static String problem(Admission admission) {
        return Merchant.problemPath(admission);
    }

    static String body(Admission admission) {
        return ((Admission.Completed) admission).body().orElseThrow().toCanonicalString();
    }

    @Override
    public void close() {
        gate.close();
        session.close();
    }
}
