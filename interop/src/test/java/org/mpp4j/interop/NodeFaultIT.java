package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mpp4j.interop.FaultProxy.Fault;
import org.mpp4j.interop.Marketplace.Books;
import org.mpp4j.protocol.JsonObject;

/**
 * The node fails while a payment is being settled. Whatever happens, nobody is asked to pay again for what may be paid, and
 * in the end what was paid for is delivered.
 */
@ExtendWith(MarketplaceExtension.class)
final class NodeFaultIT {

    private final Marketplace market;
    private final PaidApi api;
    private final FaultProxy proxy;

    NodeFaultIT(Marketplace market) {
        this.market = market;
        this.api = market.api();
        this.proxy = market.proxy();
    }

    @AfterEach
    void mend() {
        proxy.heal();
    }

    @Test
    void aNodeThatCannotBeReachedCostsNothing() {
        String authorization = pay();
        Books before = market.books();

        proxy.refuseConnections();
        Answer unserved = api.getPaid("/fortune", authorization);
        assertUndecided(unserved, "payment-unavailable");
        market.assertNothingSentSince(before);

        proxy.heal();
        assertServedOnce(authorization, before);
    }

    /** With only the sending disturbed, the receipt can be looked up, and there is none. */
    @ParameterizedTest
    @EnumSource(names = {"NO_ANSWER", "INTERNAL_ERROR", "HTTP_500", "GARBAGE"})
    void aNodeThatFailsToSendLeavesTheOutcomeOpen(Fault fault) {
        String authorization = pay();
        Books before = market.books();

        proxy.whenSending(fault);
        assertUndecided(api.getPaid("/fortune", authorization), "payment-outcome-unknown");
        market.assertNothingSentSince(before);

        proxy.heal();
        assertServedOnce(authorization, before);
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_ANSWER", "INTERNAL_ERROR", "HTTP_500", "GARBAGE"})
    void aNodeThatFailsAltogetherLeavesTheOutcomeOpen(Fault fault) {
        String authorization = pay();
        Books before = market.books();

        proxy.always(fault);
        assertUndecided(api.getPaid("/fortune", authorization), "payment-outcome-unknown");
        market.assertNothingSentSince(before);

        proxy.heal();
        assertServedOnce(authorization, before);
    }

    @Test
    void whatWasPaidBeforeTheConnectionBrokeIsDeliveredLater() {
        String authorization = pay();
        Books before = market.books();

        proxy.always(Fault.ANSWER_LOST);
        assertUndecided(api.getPaid("/fortune", authorization), "payment-outcome-unknown");
        market.assertPaidSince(before, Marketplace.FORTUNE);
        assertUndecided(api.getPaid("/fortune", authorization), "payment-outcome-unknown");

        proxy.heal();
        assertServedOnce(authorization, before);
    }

    @Test
    void nothingIsOfferedWhileTheNodeFailsAndAllIsAgainOnceItAnswers() {
        String authorization = pay();
        Books before = market.books();

        proxy.always(Fault.HTTP_500);
        // A few calls that fail in a row are enough, however many one settlement makes.
        for (int i = 0; i < 5; i++) {
            assertUndecided(api.getPaid("/fortune", authorization), "payment-outcome-unknown");
        }
        assertUndecided(api.get("/fortune"), "payment-unavailable");

        proxy.heal();
        Awaitility.await().until(() -> api.get("/fortune").status() == 402);
        assertServedOnce(authorization, before);
    }

    @Test
    void mppxDoesNotPayTwiceForAnOutcomeThatIsOpen() {
        Books before = market.books();

        proxy.always(Fault.ANSWER_LOST);
        Mppx.Purchase purchase = market.payer().buy("GET", market.url("/fortune"));

        assertUndecided(purchase.answer(), "payment-outcome-unknown");
        market.assertPaidSince(before, Marketplace.FORTUNE);
        proxy.heal();
        assertServedOnce(purchase.authorization(), before);
    }

    @Test
    void mppxPaysAnewWhatTheNodeHasRefused() {
        Books before = market.books();

        proxy.whenSending(Fault.REFUSED_BY_NODE);
        Mppx.Purchase purchase = market.payer().buy("GET", market.url("/fortune"));

        assertThat(purchase.authorizations()).hasSizeGreaterThan(1);
        assertPayAnew(purchase.answer(), "verification-failed");
        market.assertNothingSentSince(before);
    }

    @Test
    void anAnswerThatIsLostIsLookedUp() {
        String authorization = pay();
        Books before = market.books();

        proxy.whenSending(Fault.ANSWER_LOST);

        assertServedOnce(authorization, before);
    }

    @Test
    void aSlowNodeIsWaitedFor() {
        String authorization = pay();
        Books before = market.books();

        proxy.whenSending(Fault.SLOW);

        assertServedOnce(authorization, before);
    }

    @Test
    void whatTheNodeRefusesIsNotPaidAndCanBePaidAnew() {
        String authorization = pay();
        Books before = market.books();

        proxy.whenSending(Fault.REFUSED_BY_NODE);
        Answer refused = api.getPaid("/fortune", authorization);

        assertPayAnew(refused, "verification-failed");
        market.assertNothingSentSince(before);
        proxy.heal();
        assertPayAnew(api.getPaid("/fortune", authorization), "invalid-challenge");
        market.assertNothingSentSince(before);
    }

    @Test
    void anotherCredentialForTheSameChallengeWaitsForTheOutcomeOfTheFirst() {
        Answer unpaid = api.get("/fortune");
        String first = market.payer().authorizationFor(unpaid);
        String second = market.payer(Account.FEES_IN_PATH_USD).authorizationFor(unpaid);
        Books before = market.books();

        proxy.always(Fault.ANSWER_LOST);
        assertUndecided(api.getPaid("/fortune", first), "payment-outcome-unknown");
        proxy.heal();
        Answer other = api.getPaid("/fortune", second);

        assertThat(other.status()).isEqualTo(409);
        assertThat(other.challengeFields()).isEmpty();
        assertServedOnce(first, before);
        assertPayAnew(api.getPaid("/fortune", second), "invalid-challenge");
        market.assertPaidSince(before, Marketplace.FORTUNE);
    }

    @Test
    void whoHasTooLittleGetsNothingAndCanPayAnew() {
        leaveTooLittle();
        String authorization = market.payer(Account.POOR).authorizationFor(api.get("/fortune"));
        BigInteger poor = market.chain().balance(Anvil.PATH_USD, Account.POOR.address());
        Books before = market.books();

        Answer refused = api.getPaid("/fortune", authorization);

        assertPayAnew(refused, "verification-failed");
        // The node was asked first, so that nobody pays the fee of a transaction that is reverted.
        assertThat(market.books().sent() - before.sent()).isZero();
        assertThat(market.books().merchant()).isEqualTo(before.merchant());
        assertThat(market.chain().balance(Anvil.PATH_USD, Account.POOR.address()))
                .isEqualTo(poor);
        assertPayAnew(api.getPaid("/fortune", authorization), "invalid-challenge");
    }

    /** One unit less than a fortune costs. */
    private void leaveTooLittle() {
        BigInteger surplus = market.chain()
                .balance(Anvil.PATH_USD, Account.POOR.address())
                .subtract(BigInteger.valueOf(Marketplace.FORTUNE - 1));
        String recipient = Account.FEES_IN_PATH_USD.address().substring(2);
        String data = "0xa9059cbb" + "0".repeat(24) + recipient + "%064x".formatted(surplus);
        market.chain().transact(Account.POOR.address(), Anvil.PATH_USD, data);
    }

    private String pay() {
        return market.payer().authorizationFor(api.get("/fortune"));
    }

    private static void assertUndecided(Answer answer, String problem) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(answer.header("retry-after"))
                .hasValueSatisfying(
                        seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
        assertThat(answer.challengeFields())
                .as("challenges, which would make the client pay again")
                .isEmpty();
        assertThat(answer.header("payment-receipt")).isEmpty();
    }

    private static void assertPayAnew(Answer answer, String problem) {
        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(answer.challengeFields()).hasSize(1);
        assertThat(answer.header("payment-receipt")).isEmpty();
    }

    /** And not twice. At the moment at which the background looks the payment up, it is in progress. */
    private void assertServedOnce(String authorization, Books before) {
        Answer served = Awaitility.await()
                .until(() -> api.getPaid("/fortune", authorization), answer -> answer.status() != 409);
        assertThat(served.status()).isEqualTo(200);
        JsonObject mined = market.chain().receipt(served.receipt().reference());
        assertThat(mined.requireString("status")).isEqualTo("0x1");
        served.assertGivenAgain(api.getPaid("/fortune", authorization));
        market.assertPaidSince(before, Marketplace.FORTUNE);
        assertThat(market.books().sent() - before.sent())
                .as("transactions sent")
                .isEqualTo(1);
    }
}
