package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.protocol.ProblemType;

/** What the connection and its headers have to be. */
@ContainerTest
class TransportTest {

    private static Shop shop() {
        return Shop.plan()
                .servlet("paid", (request, response) -> response.getWriter().print("sold"), "/paid")
                .servlet("free", (request, response) -> response.getWriter().print("air"), "/free")
                .priceServlet("paid", "0.01");
    }

    @Test
    void plainHttpFromAnotherMachineIsRefused() throws Exception {
        try (Shop shop = shop().open()) {
            String credential = Shop.credential(shop.get("/paid"));
            shop.server().pretendRemoteAddress("192.0.2.1");

            shop.get("/paid").assertRefused(403, ProblemType.TLS_REQUIRED);
            shop.send(shop.request("/paid").header("Authorization", credential))
                    .assertRefused(403, ProblemType.TLS_REQUIRED);
            shop.send(shop.request("/paid")
                            .header("X-Forwarded-Proto", "https")
                            .header("X-Forwarded-For", "127.0.0.1")
                            .header("Forwarded", "for=127.0.0.1;proto=https"))
                    .assertRefused(403, ProblemType.TLS_REQUIRED);
            assertThat(shop.get("/free").status()).isEqualTo(200);
            shop.assertRuns("paid", 0).assertPaid(0);
        }
    }

    @Test
    void aTrustedProxysWordIsTaken() throws Exception {
        try (Shop shop =
                shop().filter(PaymentFilterBuilder::trustForwardedHeader).open()) {
            shop.server().pretendRemoteAddress("192.0.2.1");

            shop.get("/paid").assertRefused(403, ProblemType.TLS_REQUIRED);
            shop.send(shop.request("/paid").header("X-Forwarded-Proto", "http"))
                    .assertRefused(403, ProblemType.TLS_REQUIRED);
            shop.buy(shop.request("/paid").header("X-Forwarded-Proto", "https")).assertReceipt();
            shop.buy(shop.request("/paid").header("Forwarded", "for=192.0.2.7;proto=https"))
                    .assertReceipt();
        }
    }

    @Test
    void plainHttpCanBeAllowed() throws Exception {
        try (Shop shop = shop().filter(PaymentFilterBuilder::allowPlainHttp).open()) {
            shop.server().pretendRemoteAddress("192.0.2.1");

            shop.buy("/paid").assertReceipt();
        }
    }

    @Test
    void aPreflightIsAnsweredUnchargedAndWithoutContent() throws Exception {
        try (Shop shop =
                shop().filter(PaymentFilterBuilder::exposeHeadersToScripts).open()) {
            Answer answer = shop.send(shop.request("/paid")
                    .method("OPTIONS", BodyPublishers.noBody())
                    .header("Origin", "https://app.example")
                    .header("Access-Control-Request-Method", "GET"));

            answer.assertWithoutReceipt(200);
            assertThat(answer.text()).isEmpty();
            assertThat(answer.challenges()).isEmpty();
            shop.assertPaid(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin", "Access-Control-Request-Method", "Other"})
    void optionsThatIsNoPreflightIsCharged(String header) throws Exception {
        try (Shop shop = shop().open()) {
            shop.send(shop.request("/paid")
                            .method("OPTIONS", BodyPublishers.noBody())
                            .header(header, "GET"))
                    .assertChallenged();
            shop.send(shop.request("/paid")
                            .header("Origin", "https://app.example")
                            .header("Access-Control-Request-Method", "GET"))
                    .assertChallenged();
            shop.assertRuns("paid", 0);
        }
    }

    @Test
    void scriptsMayReadChallengesAndReceiptsWhereThatIsSet() throws Exception {
        try (Shop shop =
                shop().filter(PaymentFilterBuilder::exposeHeadersToScripts).open()) {
            assertThat(shop.get("/paid").headers("Access-Control-Expose-Headers"))
                    .containsExactly("WWW-Authenticate, Payment-Receipt");
            assertThat(shop.buy("/paid").assertReceipt().headers("Access-Control-Expose-Headers"))
                    .containsExactly("WWW-Authenticate, Payment-Receipt");
        }
    }

    @Test
    void aFieldOfItsOwnLeavesAuthorizationToOthers() throws Exception {
        try (Shop shop = shop().gate(gate -> gate.credentialHeader("Payment-Authorization"))
                .open()) {
            Answer unpaid = shop.send(shop.request("/paid").header("Authorization", "Bearer token"));
            assertThat(unpaid.assertChallenged().challenges().get(0).credentialHeader())
                    .contains("Payment-Authorization");
            String credential = Shop.credential(unpaid);

            shop.send(shop.request("/paid").header("Authorization", credential)).assertChallenged();
            shop.assertPaid(0);
            shop.send(shop.request("/paid")
                            .header("Authorization", "Bearer token")
                            .header("Payment-Authorization", credential))
                    .assertReceipt();
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }

    @Test
    void malformedCredentialsAreAnsweredClearlyAndClaimNothing() throws Exception {
        try (Shop shop = shop().open()) {
            String good = Shop.credential(shop.get("/paid"));
            String other = Shop.credential(shop.get("/paid"));
            for (String garbage : new String[] {
                "Payment",
                "Payment ",
                "Payment !!!",
                "Payment e30",
                "Payment " + "A".repeat(5000),
                good.substring(0, good.length() - 10),
                good + "AAAA",
                "Payment \u00ff\u00fe\u00e4",
                "Payment \"" + good.substring(8) + "\"",
                "Payment id=\"x\", token=\"y\""
            }) {
                Answer answer = RawHttp.get(shop.port(), "/paid", "Authorization: " + garbage);
                assertThat(answer.status()).as(garbage).isIn(400, 402);
                assertThat(answer.text()).doesNotContain("sold");
                if (answer.status() == 402) {
                    assertThat(answer.challenges()).as(garbage).hasSize(1);
                }
            }
            RawHttp.get(shop.port(), "/paid", "Authorization: " + good, "Authorization: " + other)
                    .assertRefused(400, ProblemType.BAD_REQUEST);
            RawHttp.get(shop.port(), "/paid", "Authorization: " + good + ", " + other)
                    .assertRefused(400, ProblemType.BAD_REQUEST);
            RawHttp.get(shop.port(), "/paid", "Authorization: Payment !!!")
                    .assertChallenged(ProblemType.MALFORMED_CREDENTIAL);
            shop.assertRuns("paid", 0).assertPaid(0);

            RawHttp.get(shop.port(), "/paid", "Authorization: " + good).assertReceipt();
            RawHttp.get(shop.port(), "/paid", "Authorization: Basic eDp5, " + other)
                    .assertReceipt();
            shop.assertRuns("paid", 2).assertPaid(2);
        }
    }

    @Test
    void anExpiredChallengeIsNotPaid() throws Exception {
        try (Shop shop = shop().open()) {
            String credential = Shop.credential(shop.get("/paid"));
            shop.clock.advance(java.time.Duration.ofMinutes(5));

            shop.send(shop.request("/paid").header("Authorization", credential))
                    .assertChallenged(ProblemType.PAYMENT_EXPIRED);
            shop.assertRuns("paid", 0).assertPaid(0);
        }
    }

    @Test
    void anUnknownOutcomeIsNoChallengeAndTheSameCredentialGetsInLater() throws Exception {
        try (Shop shop = shop().open()) {
            String credential = Shop.credential(shop.get("/paid"));
            shop.sandbox.next(org.mpp4j.testkit.SandboxFault.UNKNOWN_AFTER_EFFECT);

            Answer unknown = shop.send(shop.request("/paid").header("Authorization", credential));
            unknown.assertRefused(503, ProblemType.OUTCOME_UNKNOWN);
            assertThat(unknown.headers("Retry-After")).containsExactly("1");
            shop.assertRuns("paid", 0).assertPaid(1);

            shop.send(shop.request("/paid").header("Authorization", credential)).assertReceipt();
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }
}
