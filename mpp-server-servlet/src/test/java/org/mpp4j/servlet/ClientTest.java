package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Offer;
import org.mpp4j.method.Inquiry;
import org.mpp4j.testkit.SandboxCharge;

/** Which client a payment method is told of. */
@ContainerTest
class ClientTest {

    private OtherMoney method;

    private Shop shop() {
        return Shop.plan()
                .servlet("paid", (request, response) -> response.getWriter().print("sold"), "/paid")
                .filter(filter -> {
                    method = new OtherMoney(SandboxCharge.builder().build());
                    filter.allowPlainHttp().price("/paid", Offer.of(method, "0.01"));
                });
    }

    private Optional<String> asked() {
        assertThat(method.inquiries).hasSize(1);
        Inquiry inquiry = method.inquiries.get(0);
        assertThat(inquiry.scope()).contains("/paid");
        return inquiry.client();
    }

    @Test
    void aClientIsTheOtherEndOfTheConnectionWhateverItSaysItself() throws Exception {
        try (Shop shop = shop().open()) {
            shop.server().pretendRemoteAddress("192.0.2.1");

            shop.send(shop.request("/paid")
                            .header("X-Forwarded-For", "198.51.100.7")
                            .header("Forwarded", "for=198.51.100.7"))
                    .assertChallenged();

            assertThat(asked()).contains("192.0.2.1");
        }
    }

    @Test
    void anApplicationCanTellClientsApartItsOwnWay() throws Exception {
        try (Shop shop = shop().filter(filter -> filter.client(request -> request.getHeader("X-Account")))
                .open()) {
            shop.send(shop.request("/paid").header("X-Account", "42")).assertChallenged();

            assertThat(asked()).contains("42");
        }
    }

    @Test
    void aClientThatCannotBeToldApartIsStillServed() throws Exception {
        try (Shop shop = shop().filter(filter -> filter.client(request -> null)).open()) {
            shop.get("/paid").assertChallenged();

            assertThat(asked()).isEmpty();
        }
    }
}
