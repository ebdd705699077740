package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.lightning.SessionMerchant.body;
import static org.mpp4j.lightning.SessionMerchant.hash;
import static org.mpp4j.lightning.SessionMerchant.problem;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.gate.Admission;
import org.mpp4j.lightning.internal.bolt11.InvoiceWriter;
import org.mpp4j.lightning.node.PaperWallet;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.ReplayStore.Claim;

/** What is tried to get more than was paid for, each with the problem that it is answered with. */
class SessionAdversaryTest {

    private final SessionMerchant merchant = new SessionMerchant();

    @AfterEach
    void close() {
        merchant.close();
    }

    @Test
    void theDepositThatOpenedASessionIsNoTopUp() {
        Challenge opened = merchant.opened();

        assertThat(problem(merchant.admit(merchant.topUp(opened, opened)))).isEqualTo("lightning/unknown-challenge");
        assertThat(merchant.books(opened).authorized()).isEqualTo(60);
    }

    @Test
    void theDepositOfOneSessionIsNoTopUpOfAnother() {
        Challenge mine = merchant.opened();
        Challenge other = merchant.opened();
        Challenge more = merchant.challenge();
        merchant.admit(merchant.topUp(more, mine));

        assertThat(problem(merchant.admit(merchant.topUp(more, other)))).isEqualTo("lightning/unknown-challenge");
        assertThat(problem(merchant.admit(merchant.topUp(mine, other)))).isEqualTo("lightning/unknown-challenge");
        assertThat(merchant.books(mine).authorized()).isEqualTo(120);
        assertThat(merchant.books(other).authorized()).isEqualTo(60);
    }

    @Test
    void aTopUpOpensNoSession() {
        Challenge opened = merchant.opened();
        Challenge more = merchant.challenge();
        merchant.admit(merchant.topUp(more, opened));

        assertThat(problem(merchant.admit(merchant.open(more)))).isEqualTo("lightning/unknown-challenge");
        assertThat(merchant.session.account(hash(more))).isEmpty();
    }

    @Test
    void aTopUpThatComesAgainIsAnsweredAgainAndCreditedOnce() {
        Challenge opened = merchant.opened();
        Credential topUp = merchant.topUp(merchant.challenge(), opened);
        String first = body(merchant.admit(topUp));

        assertThat(body(merchant.admit(topUp))).isEqualTo(first);
        merchant.pass(Duration.ofMinutes(6));
        assertThat(body(merchant.admit(topUp))).isEqualTo(first);
        assertThat(merchant.books(opened).authorized()).isEqualTo(120);
    }

    @Test
    void anOpenThatComesAgainIsABearer() {
        Challenge challenge = merchant.challenge();
        Credential open = merchant.open(challenge);
        merchant.delivered(merchant.admit(open));

        merchant.delivered(merchant.admit(open));

        assertThat(merchant.books(challenge).authorized()).isEqualTo(60);
        assertThat(merchant.books(challenge).spent()).isEqualTo(6);
        assertThat(problem(merchant.admit(merchant.open(challenge)))).isEqualTo("lightning/unknown-challenge");
    }

    @Test
    void aForeignBearerIsNotLetIn() {
        Challenge mine = merchant.opened();
        Challenge other = merchant.opened();
        Credential credential = Credential.of(
                mine,
                JsonObject.builder()
                        .put("action", "bearer")
                        .put("sessionId", hash(other).hex())
                        .put("preimage", merchant.preimage(mine))
                        .build());

        assertThat(problem(merchant.admit(credential))).isEqualTo("lightning/invalid-preimage");
        assertThat(merchant.books(other).spent()).isEqualTo(3);
    }

    @Test
    void aBearerOfADepositThatOpenedNothingIsNotLetIn() {
        Challenge challenge = merchant.challenge();
        merchant.pay(challenge);

        assertThat(problem(merchant.admit(merchant.bearer(challenge, challenge))))
                .isEqualTo("lightning/session-not-found");
        assertThat(problem(merchant.admit(merchant.close(challenge, challenge))))
                .isEqualTo("lightning/session-not-found");
        assertThat(problem(merchant.admit(merchant.topUp(merchant.challenge(), challenge))))
                .isEqualTo("lightning/session-not-found");
    }

    @Test
    void aSessionIsClosedAndPaidBackOnce() {
        Challenge opened = merchant.opened();
        Credential close = merchant.close(merchant.challenge(), opened);
        String first = body(merchant.admit(close));

        assertThat(body(merchant.admit(close))).isEqualTo(first);
        assertThat(problem(merchant.admit(merchant.close(merchant.challenge(), opened))))
                .isEqualTo("lightning/session-closed");
        assertThat(problem(merchant.admit(merchant.bearer(opened, opened)))).isEqualTo("lightning/session-closed");
        assertThat(problem(merchant.admit(merchant.open(opened)))).isEqualTo("lightning/unknown-challenge");
        assertThat(merchant.sentMillisatoshi()).isEqualTo(57_000);
    }

    @Test
    void aDepositForAClosedSessionIsStillGoodForAnother() {
        Challenge opened = merchant.opened();
        Challenge more = merchant.challenge();
        merchant.admit(merchant.close(opened, opened));

        assertThat(problem(merchant.admit(merchant.topUp(more, opened)))).isEqualTo("lightning/session-closed");
        merchant.delivered(merchant.admit(merchant.open(more)));
        assertThat(merchant.books(more).authorized()).isEqualTo(60);
    }

    @Test
    void aReturnInvoiceHasToBeOneThatCanGetWhatIsLeft() {
        Challenge challenge = merchant.challenge();
        String used = merchant.returnInvoice();
        merchant.delivered(merchant.admit(merchant.open(merchant.challenge(), used)));
        String otherNetwork = PaperWallet.invoice("bc", 0, merchant.now.get().getEpochSecond())
                .bytes(InvoiceWriter.PAYMENT_HASH, new byte[32])
                .text(InvoiceWriter.DESCRIPTION, "")
                .bytes(InvoiceWriter.PAYMENT_SECRET, new byte[32])
                .usualFeatures()
                .sign(java.math.BigInteger.TEN);

        assertInvalidReturn(challenge, "garbage");
        assertInvalidReturn(challenge, "");
        assertInvalidReturn(challenge, otherNetwork);
        assertInvalidReturn(challenge, merchant.returnInvoice(500, Duration.ofDays(1)));
        assertInvalidReturn(challenge, merchant.returnInvoice(57_000, Duration.ofDays(1)));
        assertInvalidReturn(challenge, merchant.returnInvoice(0, Duration.ofMinutes(5)));
        assertInvalidReturn(challenge, used);
        String expired = merchant.returnInvoice(0, Duration.ofMinutes(20));
        merchant.pass(Duration.ofMinutes(21));
        Challenge later = merchant.challenge();
        assertInvalidReturn(later, expired);

        // The deposit wasn't used up by any of that.
        merchant.delivered(merchant.admit(merchant.open(later)));
    }

    private void assertInvalidReturn(Challenge challenge, String invoice) {
        assertThat(problem(merchant.admit(merchant.open(challenge, invoice))))
                .isEqualTo("lightning/invalid-return-invoice");
        assertThat(merchant.session.account(hash(challenge))).isEmpty();
    }

    @Test
    void aCheapChallengeBuysNothingDear() {
        Challenge opened = merchant.opened();

        assertThat(problem(merchant.admit(merchant.dear, merchant.bearer(opened, opened))))
                .isEqualTo("lightning/unknown-challenge");
        Challenge forged = Challenge.builder(
                        opened.realm(),
                        opened.method(),
                        opened.intent(),
                        org.mpp4j.protocol.PaymentRequest.of(opened.request().json().toBuilder()
                                .put("amount", "1")
                                .build()))
                .expires(opened.expires().orElseThrow())
                .build(opened.id());
        assertThat(problem(merchant.admit(merchant.bearer(forged, opened)))).isEqualTo("lightning/unknown-challenge");
        assertThat(merchant.books(opened).spent()).isEqualTo(3);
    }

    @Test
    void aGuessedPreimageOpensNothing() {
        Challenge challenge = merchant.challenge();
        Credential open = merchant.open(challenge);

        assertThat(problem(merchant.admit(with(open, "preimage", "00".repeat(32)))))
                .isEqualTo("lightning/invalid-preimage");
        merchant.delivered(merchant.admit(open));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "zz", "0x", "UPPER"})
    void whatIsNoPreimageIsMalformed(String text) {
        Challenge challenge = merchant.challenge();
        String given = text.equals("UPPER") ? "AB".repeat(32) : text;

        assertThat(problem(merchant.admit(with(merchant.open(challenge), "preimage", given))))
                .isEqualTo("lightning/malformed-credential");
    }

    @Test
    void otherActionsAreMalformed() {
        Challenge challenge = merchant.challenge();
        Credential open = merchant.open(challenge);

        assertThat(problem(merchant.admit(with(open, "action", "refund")))).isEqualTo("lightning/malformed-credential");
        assertThat(problem(merchant.admit(with(open, "action", "bearer")))).isEqualTo("lightning/malformed-credential");
        assertThat(problem(merchant.admit(Credential.of(challenge, JsonObject.EMPTY))))
                .isEqualTo("lightning/malformed-credential");
    }

    @Test
    void aPreimageThatWasToldWithoutPaymentOpensNothing() {
        Challenge challenge = merchant.challenge();
        Credential open = merchant.open(challenge);
        merchant.node.wallet.set(hash(challenge), InvoiceState.OPEN);

        assertThat(problem(merchant.admit(open))).isEqualTo("payment-outcome-unknown");
        merchant.node.wallet.set(hash(challenge), InvoiceState.HELD);
        assertThat(problem(merchant.admit(open))).isEqualTo("payment-outcome-unknown");
        merchant.node.wallet.set(hash(challenge), InvoiceState.CANCELED);
        assertThat(problem(merchant.admit(open))).isEqualTo("lightning/challenge-expired");
        merchant.node.wallet.set(hash(challenge), InvoiceState.SETTLED);
        merchant.delivered(merchant.admit(open));
    }

    @Test
    void anExpiredChallengeOpensAndCreditsNothingNew() {
        Challenge opened = merchant.opened();
        Challenge late = merchant.challenge();
        merchant.pass(Duration.ofMinutes(5));

        assertThat(problem(merchant.admit(merchant.open(late)))).isEqualTo("lightning/challenge-expired");
        assertThat(problem(merchant.admit(merchant.topUp(late, opened)))).isEqualTo("lightning/challenge-expired");
        assertThat(merchant.books(opened).authorized()).isEqualTo(60);
    }

    @Test
    void whatWasTakenForAChargeIsNoDeposit() {
        Challenge opened = merchant.opened();
        Challenge more = merchant.challenge();
        Challenge another = merchant.challenge();
        for (Challenge taken : new Challenge[] {more, another}) {
            Attempt charge = Attempt.by("a charge");
            assertThat(merchant.stores
                            .replays()
                            .claim(
                                    "lightning:hash:" + hash(taken),
                                    charge,
                                    Duration.ofMinutes(1),
                                    java.time.Instant.MAX,
                                    null))
                    .isEqualTo(Claim.CLAIMED);
            merchant.stores
                    .replays()
                    .end(java.util.List.of(new org.mpp4j.store.Ending(
                            "lightning:hash:" + hash(taken),
                            charge,
                            org.mpp4j.store.Ending.How.SPENT,
                            java.time.Instant.MAX)));
        }

        assertThat(problem(merchant.admit(merchant.topUp(more, opened)))).isEqualTo("lightning/unknown-challenge");
        assertThat(problem(merchant.admit(merchant.open(another)))).isEqualTo("lightning/unknown-challenge");
    }

    @Test
    void theDepositOfASessionPaysNoCharge() {
        Challenge opened = merchant.opened();

        assertThat(merchant.stores
                        .replays()
                        .claim(
                                "lightning:hash:" + hash(opened),
                                Attempt.by("a charge"),
                                Duration.ofMinutes(1),
                                java.time.Instant.MAX,
                                null))
                .isEqualTo(Claim.SPENT);
    }

    @Test
    void closingDuringAStreamFixesWhatIsPaidBack() {
        Challenge challenge = merchant.challenge();
        var meter = ((Admission.Metered) merchant.admit(merchant.open(challenge)))
                .payment()
                .meter()
                .forHandler();
        var charge = meter.charge(1).orElseThrow();
        assertThat(meter.charge(1)).isPresent();

        merchant.admit(merchant.close(challenge, challenge));
        charge.undo();

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> meter.charge(1))
                .isInstanceOf(org.mpp4j.session.SessionOverException.class);
        assertThat(merchant.sentMillisatoshi()).isEqualTo(54_000);
        assertThat(merchant.books(challenge).spent()).isEqualTo(6);
        assertThat(merchant.books(challenge).status()).isEqualTo(Status.CLOSED);
    }

    private static Credential with(Credential credential, String name, String value) {
        return Credential.of(
                credential.challenge(),
                credential.payload().toBuilder().put(name, value).build());
    }
}
