package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.internal.session.SessionReceipt;

/** What mppx 0.11.0 sent in a session that was recorded is taken here, and answered as its own server did. */
class RecordedThroughSessionTest {

    private final FakeReserve chain = new FakeReserve(OneChannel.CHAIN, Charges.NOW.getEpochSecond());
    private final TempoSessionBuilder builder = TempoSession.builder()
            .network(TempoNetwork.MODERATO)
            .rpcUrl(chain.url())
            .account(OneChannel.MERCHANT)
            .suggestedDeposit("0.005")
            .clock(InstantSource.fixed(Charges.NOW))
            .deadline(Duration.ofMillis(1500));

    @AfterEach
    void stop() {
        chain.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"session-v2", "session-v2-feepayer"})
    void theRecordedSessionIsServed(String name) {
        if (name.endsWith("feepayer")) {
            builder.feePayer(Sponsored.SPONSOR);
        }
        List<JsonObject> exchanges = Recorded.json(name).objects("exchanges").stream()
                .filter(exchange -> exchange.string("authorization").isPresent())
                .toList();

        try (TempoSession session = builder.build()) {
            for (JsonObject exchange : exchanges) {
                Credential credential =
                        Credential.parse(PaymentAuthorization.tokens(List.of(exchange.requireString("authorization")))
                                .get(0));
                SessionReceipt recorded = SessionReceipt.of(Receipt.parse(exchange.requireString("payment-receipt")));

                assertThat(session.prepare(OfferTerms.of(Price.of("0.001")))
                                .mismatch(credential.challenge().request()))
                        .isEmpty();
                SessionReceipt given = receipt(OneChannel.perform(
                        session, credential, exchange.requireString("method").equals("GET")));

                assertThat(given.acceptedCumulative()).isEqualTo(recorded.acceptedCumulative());
                assertThat(given.spent()).isEqualTo(recorded.spent());
                assertThat(given.challengeId()).isEqualTo(recorded.challengeId());
                assertThat(given.channelId()).isEqualTo(recorded.channelId());
                assertThat(given.txHash() == null).isEqualTo(recorded.txHash() == null);
            }
        }
        assertThat(chain.captured())
                .isEqualTo(SessionReceipt.of(Receipt.parse(
                                exchanges.get(exchanges.size() - 1).requireString("payment-receipt")))
                        .spent());
    }

    private static SessionReceipt receipt(SessionOutcome outcome) {
        return outcome instanceof SessionOutcome.Admitted
                ? OneChannel.assertAdmitted(outcome)
                : OneChannel.assertDone(outcome);
    }
}
