package org.mpp4j.examples.paidapi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mpp4j.gate.Offer;
import org.mpp4j.lightning.LightningCharge;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.money.Price;
import org.mpp4j.servlet.Tariff;
import org.mpp4j.stripe.StripeCharge;
import org.mpp4j.tempo.TempoCharge;
import org.mpp4j.tempo.TempoSession;
import org.mpp4j.testkit.SandboxCharge;

/**
 * What this API can be paid through, and the prices that differ from one to the other. A resource that can't be paid for in
 * any way isn't there.
 */
record Rails(
        Optional<TempoCharge> tempo,
        Optional<Offer> split,
        Optional<TempoCharge> sponsored,
        Optional<TempoSession> sessions,
        Optional<StripeCharge> stripe,
        Optional<LightningCharge> lightning,
        Optional<SandboxCharge> sandbox) {

    private static final String FORTUNE = "One fortune";
    private static final Duration SETTLING = Duration.ofSeconds(10);

    /** Those that take the prices written on servlets, which are in dollars and parts of a cent; the favorite first. */
    List<PaymentMethod> inDollars() {
        return Stream.of(tempo, sandbox)
                .<PaymentMethod>flatMap(Optional::stream)
                .toList();
    }

    /** Prices that differ from rail to rail, by the name of the servlet. */
    Map<String, Tariff> tariffs() {
        Map<String, Tariff> tariffs = new LinkedHashMap<>();
        put(tariffs, "ln/fortune", lightning.map(Rails::tenSatoshi).stream().toList());
        put(tariffs, "card", stripe.map(Rails::oneDollar).stream().toList());
        List<Offer> any = new ArrayList<>();
        tempo.ifPresent(rail -> any.add(Offer.of(rail, "0.01")));
        stripe.ifPresent(rail -> any.add(oneDollar(rail)));
        lightning.ifPresent(rail -> any.add(tenSatoshi(rail)));
        sandbox.ifPresent(rail -> any.add(Offer.of(rail, "0.01")));
        put(tariffs, "any", any);
        put(
                tariffs,
                "sponsored",
                sponsored.map(rail -> Offer.of(rail, "0.01")).stream().toList());
        sessions.ifPresent(rail -> tariffs.put("session", Tariff.of(SessionSettings.perRequest(rail))));
        sessions.ifPresent(rail -> tariffs.put("stream", Tariff.of(SessionSettings.perToken(rail))));
        split.ifPresent(offer -> tariffs.put("split", Tariff.of(offer)));
        return tariffs;
    }

    /** Takes what is owed, for some seconds at most, and stops looking after channels. */
    void close() {
        sessions.ifPresent(rail -> {
            rail.settleAll(SETTLING);
            rail.close();
        });
    }

    private static void put(Map<String, Tariff> tariffs, String name, List<Offer> offers) {
        if (!offers.isEmpty()) {
            tariffs.put(name, Tariff.of(offers).describedAs(FORTUNE));
        }
    }

    private static Offer tenSatoshi(LightningCharge rail) {
        return Offer.of(rail, "10");
    }

    /** The least that Stripe charges is 0.50 usd. */
    private static Offer oneDollar(StripeCharge rail) {
        return Offer.of(rail, OfferTerms.of(Price.of("1.00", "usd")));
    }
}
