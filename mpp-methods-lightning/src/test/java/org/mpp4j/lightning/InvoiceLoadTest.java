package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.lightning.Merchant.hash;
import static org.mpp4j.lightning.Merchant.problemPath;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.Route;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.Inquiry;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentRequest;

/** What clients can make a node do without paying: so much each, and the same invoice again where that is set. */
class InvoiceLoadTest {

    private static final Duration REUSE = Duration.ofSeconds(60);

    private final Merchant merchant = new Merchant();
    private final LightningCharge reusing =
            merchant.builder().reuseUnpaidInvoices(REUSE).build();
    private final Route route = Route.of("cheap", Offer.of(reusing, "10"));

    @AfterEach
    void close() {
        merchant.close();
    }

    private Challenge challenge(Route asked, String client) {
        return ((Admission.Challenged) merchant.askAs(client, asked))
                .challenges()
                .get(0);
    }

    private Challenge challenge(String client) {
        return challenge(route, client);
    }

    private static String invoice(Challenge challenge) {
        return challenge.request().methodDetails().requireString("invoice");
    }

    // A limit for each client

    @Test
    void aClientThatAsksTooMuchIsToldToWaitAndOthersAreNot() {
        Route limited = Route.of(
                "cheap",
                Offer.of(
                        merchant.builder()
                                .maxInvoicesPerClient(2, Duration.ofMinutes(1))
                                .build(),
                        "10"));
        challenge(limited, "ann");
        challenge(limited, "ann");

        Admission third = merchant.askAs("ann", limited);

        assertThat(problemPath(third)).isEqualTo("too-many-requests");
        assertThat(Merchant.problem(third).status()).isEqualTo(429);
        assertThat(((Admission.Refused) third).retryAfter()).hasValue(Duration.ofSeconds(30));
        assertThat(merchant.wallet.created).hasValue(2);
        assertThat(merchant.askAs("bob", limited)).isInstanceOf(Admission.Challenged.class);
        merchant.now.updateAndGet(now -> now.plusSeconds(30));
        assertThat(merchant.askAs("ann", limited)).isInstanceOf(Admission.Challenged.class);
    }

    @Test
    void whoIsOverTheLimitCanStillPayWhatWasAskedForBefore() {
        Route limited = Route.of(
                "cheap",
                Offer.of(
                        merchant.builder()
                                .maxInvoicesPerClient(1, Duration.ofMinutes(1))
                                .build(),
                        "10"));
        Challenge challenge = challenge(limited, "ann");
        assertThat(problemPath(merchant.askAs("ann", limited))).isEqualTo("too-many-requests");

        assertThat(merchant.admit(limited, merchant.pay(challenge))).isInstanceOf(Admission.Granted.class);
    }

    @Test
    void allPricesAndRoutesOfAMethodCountTogether() {
        LightningCharge charge = merchant.builder()
                .maxInvoicesPerClient(1, Duration.ofMinutes(1))
                .build();
        challenge(Route.of("a", Offer.of(charge, "10")), "ann");

        assertThat(problemPath(merchant.askAs("ann", Route.of("b", Offer.of(charge, "20")))))
                .isEqualTo("too-many-requests");
    }

    @Test
    void clientsThatCannotBeToldApartShareOneLimit() {
        PreparedOffer offer = merchant.builder()
                .maxInvoicesPerClient(1, Duration.ofMinutes(1))
                .build()
                .prepare(OfferTerms.of(Price.of("10")));
        offer.request();

        assertThatThrownBy(() -> offer.request(Inquiry.anonymous("r")))
                .isInstanceOf(OfferUnavailableException.class)
                .hasMessage("A client asks for too many invoices");
    }

    // The same invoice again

    @Test
    void anUnpaidInvoiceIsNotSentAgainUnlessThatIsSet() {
        assertThat(invoice(challenge(merchant.cheap, "ann"))).isNotEqualTo(invoice(challenge(merchant.cheap, "ann")));
    }

    @Test
    void anUnpaidInvoiceIsSentAgainInAChallengeOfItsOwn() {
        Challenge first = challenge("ann");
        Challenge second = challenge("ann");

        assertThat(invoice(second)).isEqualTo(invoice(first));
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(merchant.wallet.created).hasValue(1);
    }

    @Test
    void anInvoiceThatWasSentTwiceBuysOnce() {
        Challenge first = challenge("ann");
        Challenge second = challenge("ann");
        Credential late = merchant.pay(first);

        assertThat(merchant.admit(route, merchant.showPreimage(second))).isInstanceOf(Admission.Granted.class);

        assertThat(problemPath(merchant.admit(route, late))).isEqualTo("lightning/unknown-challenge");
    }

    @Test
    void aHundredChallengesWithOneInvoiceBuyOnce() throws Exception {
        List<Challenge> challenges = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            challenges.add(challenge("ann"));
        }
        assertThat(merchant.wallet.created).hasValue(1);
        List<Credential> credentials = challenges.stream().map(merchant::pay).toList();

        List<Admission> admissions = atOnce(credentials, credential -> merchant.admit(route, credential));

        assertThat(admissions).filteredOn(Admission.Granted.class::isInstance).hasSize(1);
    }

    /** A client that asks many times at once gets some invoices, each of which works. */
    @Test
    void whatAClientGetsThatAsksManyTimesAtOnceCanBePaid() throws Exception {
        List<Challenge> challenges = atOnce(Collections.nCopies(50, "ann"), this::challenge);

        Set<String> ids = new HashSet<>();
        Set<PaymentHash> hashes = new HashSet<>();
        for (Challenge challenge : challenges) {
            ids.add(challenge.id());
            if (hashes.add(hash(challenge))) {
                assertThat(merchant.admit(route, merchant.pay(challenge))).isInstanceOf(Admission.Granted.class);
            }
        }
        assertThat(ids).hasSize(50);
        assertThat(hashes).hasSize(merchant.wallet.created.get());
    }

    private static <A, B> List<B> atOnce(List<A> inputs, Function<A, B> action) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Callable<B>> calls = new ArrayList<>();
            inputs.forEach(input -> calls.add(() -> action.apply(input)));
            List<B> results = new ArrayList<>();
            for (Future<B> future : threads.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aClientThatEchoesOnlySixParametersGetsInWithEitherChallenge() {
        challenge("ann");
        Challenge second = challenge("ann");
        Challenge echoed = Challenge.builder(second.realm(), second.method(), second.intent(), second.request())
                .expires(second.expires().orElseThrow())
                .build(second.id());

        Credential credential =
                Merchant.show(echoed, merchant.pay(second).payload().requireString("preimage"));

        assertThat(merchant.admit(route, credential)).isInstanceOf(Admission.Granted.class);
    }

    @Test
    void anotherClientRouteOrPriceGetsAnInvoiceOfItsOwn() {
        Set<String> invoices = new HashSet<>();
        invoices.add(invoice(challenge("ann")));
        invoices.add(invoice(challenge("bob")));
        invoices.add(invoice(challenge(Route.of("other", Offer.of(reusing, "10")), "ann")));
        invoices.add(invoice(challenge(Route.of("cheap", Offer.of(reusing, "11")), "ann")));
        invoices.add(invoice(challenge(
                Route.of(
                        "cheap", Offer.of(reusing, OfferTerms.of(Price.of("10")).withExternalId("order-2"))),
                "ann")));
        invoices.add(invoice(challenge(
                Route.of(
                        "cheap", Offer.of(reusing, OfferTerms.of(Price.of("10")).withDescription("fish"))),
                "ann")));

        assertThat(invoices).hasSize(6);
    }

    @Test
    void clientsThatCannotBeToldApartNeverShareAnInvoice() {
        PreparedOffer offer = reusing.prepare(OfferTerms.of(Price.of("10")));

        PaymentRequest first = offer.request(Inquiry.anonymous("cheap"));

        assertThat(offer.request(Inquiry.anonymous("cheap"))).isNotEqualTo(first);
        assertThat(offer.request(new Inquiry(Optional.of("ann"), "cheap"))).isNotEqualTo(first);
    }

    @Test
    void anInvoiceIsNotSentAgainWhenItIsOld() {
        String first = invoice(challenge("ann"));
        merchant.now.updateAndGet(now -> now.plus(REUSE).minusMillis(1));
        assertThat(invoice(challenge("ann"))).isEqualTo(first);

        merchant.now.updateAndGet(now -> now.plusMillis(1));

        assertThat(invoice(challenge("ann")))
                .as("its age counts from when it was made")
                .isNotEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(
            value = InvoiceState.class,
            names = {"HELD", "SETTLED", "CANCELED", "UNKNOWN"})
    void anInvoiceThatIsNotSurelyUnpaidIsNotSentAgain(InvoiceState state) {
        Challenge first = challenge("ann");
        merchant.wallet.set(hash(first), state);

        assertThat(invoice(challenge("ann"))).isNotEqualTo(invoice(first));
    }

    @Test
    void aNodeThatDoesNotSayWhetherAnInvoiceIsPaidIsAskedForANewOne() {
        Challenge first = challenge("ann");
        merchant.node.failingWith = 500;
        assertThat(problemPath(merchant.askAs("ann", route))).isEqualTo("payment-unavailable");

        merchant.node.failingWith = 0;

        assertThat(invoice(challenge("ann"))).isNotEqualTo(invoice(first));
    }

    @Test
    void anInvoiceWhosePreimageWasShownIsNotSentAgain() {
        Challenge first = challenge("ann");
        merchant.admit(route, merchant.pay(first));
        merchant.wallet.set(hash(first), InvoiceState.OPEN);

        assertThat(invoice(challenge("ann"))).isNotEqualTo(invoice(first));
    }

    @Test
    void aNodeThatUsesAHashTwiceStillHasNothingToOffer() {
        merchant.wallet.repeatsHashes = true;
        challenge("ann");

        assertThat(problemPath(merchant.askAs("bob", route))).isEqualTo("payment-unavailable");
        merchant.now.updateAndGet(now -> now.plus(Duration.ofMinutes(7)));
        assertThat(problemPath(merchant.askAs("bob", route))).isEqualTo("payment-unavailable");
    }

    @Test
    void sendingAnInvoiceAgainCountsForTheLimit() {
        Route limited = Route.of(
                "cheap",
                Offer.of(
                        merchant.builder()
                                .reuseUnpaidInvoices(REUSE)
                                .maxInvoicesPerClient(2, Duration.ofMinutes(1))
                                .build(),
                        "10"));
        challenge(limited, "ann");
        challenge(limited, "ann");

        assertThat(problemPath(merchant.askAs("ann", limited))).isEqualTo("too-many-requests");
    }

    @Test
    void invoicesThatAreSentAgainAndChallengesHaveToFitIntoTheLifetimeOfInvoices() {
        LightningCharge tight = merchant.builder()
                .reuseUnpaidInvoices(REUSE.plusSeconds(1))
                .invoiceLifetime(Duration.ofMinutes(6))
                .build();

        assertThat(problemPath(merchant.askAs("ann", Route.of("cheap", Offer.of(tight, "10")))))
                .as("at the first challenge, not when an invoice is sent again")
                .isEqualTo("payment-unavailable");
    }

    // Settings

    @ParameterizedTest
    @ValueSource(ints = {-1, 301, 360})
    void aTimeToSendInvoicesAgainThatCannotBeIsRefused(int seconds) {
        assertThatThrownBy(() -> merchant.builder()
                        .reuseUnpaidInvoices(Duration.ofSeconds(seconds))
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("LightningCharge is to send invoices again for PT");
    }

    @Test
    void aLimitThatCannotBeIsRefused() {
        assertThatThrownBy(() -> merchant.builder()
                        .maxInvoicesPerClient(0, Duration.ofMinutes(1))
                        .build())
                .hasMessage(
                        "The limit of LightningCharge for one client is 0 invoices in PT1M; set it to at least 1 in a time"
                                + " from 1 second to 1 hour");
        assertThatThrownBy(() -> merchant.builder()
                        .maxInvoicesPerClient(1, Duration.ofMillis(999))
                        .build())
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aNodeThatDoesNotTellWhatIsPaidCannotHaveItsInvoicesSentAgain() {
        LightningNode silent = new LightningNode() {
            @Override
            public CreatedInvoice createInvoice(InvoiceOrder order) {
                throw new NodeUnavailableException("not asked");
            }

            @Override
            public InvoiceState lookUp(PaymentHash paymentHash) {
                throw new NodeUnavailableException("not asked");
            }

            @Override
            public PaymentResult pay(PaymentOrder order) {
                return new PaymentResult.Failed("not asked");
            }

            @Override
            public boolean tellsSettlement() {
                return false;
            }
        };

        assertThatThrownBy(() -> merchant.builder()
                        .node(silent)
                        .reuseUnpaidInvoices(REUSE)
                        .build())
                .hasMessage(
                        "LightningCharge is to send unpaid invoices again, but its node doesn't tell which are paid;"
                                + " leave out reuseUnpaidInvoices");
    }
}
