package org.mpp4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.client.Merchant.asks;
import static org.mpp4j.client.Merchant.challenge;
import static org.mpp4j.client.Merchant.delivers;
import static org.mpp4j.client.Merchant.status;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a client goes that is sent elsewhere, and what it takes along. */
class RedirectTest extends OneMerchant {

    @Test
    void redirectsAreNotFollowedUnlessThatIsSet() throws Exception {
        merchant.replies(
                asks(challenge("7")),
                status(307, "Location", accomplice.url("/x").toString()));

        assertThat(send(client()).statusCode()).isEqualTo(307);
        assertThat(accomplice.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void anotherOriginGetsNoCredential(int status) throws Exception {
        merchant.replies(
                asks(challenge("7")),
                status(status, "Location", accomplice.url("/x").toString()));
        accomplice.replies(asks(challenge("9")));

        PaidResponse<String> response = client().followRedirects(3)
                .build()
                .send(request().POST(BodyPublishers.ofString("body")).build(), BodyHandlers.ofString());

        assertThat(accomplice.credentials()).isEmpty();
        assertThat(accomplice.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.field("Idempotency-Key")).isEmpty();
            assertThat(seen.method()).isEqualTo(status >= 307 ? "POST" : "GET");
        });
        assertThat(response.unpaidBecause().orElseThrow()).contains("already");
        assertThat(paper.payments()).isEqualTo(1);
    }

    @Test
    void anotherOriginGetsNothingPersonalBeforeAPaymentEither() throws Exception {
        merchant.replies(status(302, "Location", accomplice.url("/x").toString()));
        accomplice.replies(asks(challenge("7")), delivers());

        PaidResponse<String> response = client().followRedirects(3)
                .allowOrigins(merchant.url("/"))
                .build()
                .send(
                        request()
                                .header("Authorization", "Bearer secret")
                                .header("Cookie", "session=secret")
                                .build(),
                        BodyHandlers.ofString());

        assertThat(accomplice.seen().get(0).field("Authorization")).isEmpty();
        assertThat(accomplice.seen().get(0).field("Cookie")).isEmpty();
        // What may be paid is decided by who asks in the end.
        assertThat(response.unpaidBecause().orElseThrow()).contains("Nothing is paid to");
        assertThat(paper.payments()).isZero();
    }

    @Test
    void theSameOriginGetsTheCredentialAgain() throws Exception {
        merchant.replies(asks(challenge("7")), status(307, "Location", "/elsewhere"), delivers());

        PaidResponse<String> response = send(client().followRedirects(3));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(merchant.seen().get(2).path()).isEqualTo("/elsewhere");
        assertThat(merchant.credentials())
                .hasSize(2)
                .containsOnly(merchant.credentials().get(0));
    }

    @Test
    void redirectsEnd() throws Exception {
        merchant.replies(status(302, "Location", "/goods"));

        assertThat(send(client().followRedirects(3)).statusCode()).isEqualTo(302);
        assertThat(merchant.seen()).hasSize(4);
    }
}
