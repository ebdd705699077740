package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Sessions whose credentials are looked at away from the container's threads. */
@ContainerTest
class OffContainerSessionTest {

    private static Sessions selling(Shop.Handler handler, boolean onSuccess) throws Exception {
        Sessions sessions = new Sessions();
        sessions.shop.filter(filter -> {
            filter.settleOnOwnThreads(8);
            if (onSuccess) {
                filter.settleOnSuccess();
            }
        });
        return sessions.sell("/paid", handler);
    }

    @Test
    void requestsOfASessionAreServedAndChargedOnce() throws Exception {
        try (Sessions sessions =
                selling((request, response) -> response.getWriter().print("fortune"), false)) {
            Sessions.Client client = sessions.client("/paid");

            for (int i = 1; i <= 3; i++) {
                assertThat(client.get(30).assertReceipt().text()).isEqualTo("fortune");
                assertThat(client.spent()).isEqualTo(i * 10L);
            }
            assertThat(client.get(30).status()).isEqualTo(402);
            assertThat(client.tell("POST", 50).status()).isEqualTo(204);
            assertThat(client.close().status()).isEqualTo(204);
            sessions.shop.assertRuns("metered", 3);
        }
    }

    @Test
    void aStreamGoesOnWhenMoreIsAuthorized() throws Exception {
        try (Sessions sessions = selling(
                (request, response) -> {
                    MeteredSse events = MeteredSse.start(request, response);
                    for (int i = 0; i < 4; i++) {
                        events.send("token " + i);
                    }
                    events.end();
                },
                false)) {
            Sessions.Client client = sessions.client("/paid");
            try (Sessions.Events events = client.stream(20)) {
                events.messages(2);
                events.assertNext("payment-need-voucher");
                client.tell("HEAD", 40);
                events.messages(2);
                assertThat(events.assertNext("payment-receipt").string("spent")).contains("40");
                events.assertEnd();
            }
        }
    }

    /** A session is charged by the piece; there is nothing left to settle when its handler has succeeded. */
    @Test
    void aRouteThatSettlesOnSuccessServesSessionsAsEver() throws Exception {
        try (Sessions sessions = selling(
                (request, response) -> {
                    if (request.getParameter("fail") != null) {
                        response.sendError(500);
                    } else {
                        response.getWriter().print("fortune");
                    }
                },
                true)) {
            Sessions.Client good = sessions.client("/paid");
            Sessions.Client bad = sessions.client("/paid?fail=1");

            assertThat(good.get(100).assertReceipt().text()).isEqualTo("fortune");
            assertThat(bad.get(100).status()).isEqualTo(500);

            assertThat(good.spent()).isEqualTo(10);
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(bad.spent()).isZero());
        }
    }
}
