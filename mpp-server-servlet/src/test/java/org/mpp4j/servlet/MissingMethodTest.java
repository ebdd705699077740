package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A priced servlet without code for a method says so for nothing. */
@ContainerTest
class MissingMethodTest {

    @Paid("0.01")
    static final class Getter extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("luck");
        }
    }

    private static Shop shop() {
        return Shop.plan().register(context -> {
            ServletRegistration.Dynamic registration = context.addServlet("getter", new Getter());
            registration.addMapping("/getter");
        });
    }

    private static Answer send(Shop shop, String method, String path) throws Exception {
        return shop.send(shop.request(path).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void aMethodThatTheServletDoesNotHaveIsNotSold(String method) throws Exception {
        try (Shop shop = shop().open()) {
            Answer answer = send(shop, method, "/getter");

            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.headers("WWW-Authenticate")).isEmpty();
            shop.assertPaid(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void everythingElseIs(String method) throws Exception {
        try (Shop shop = shop().open()) {
            assertThat(send(shop, method, "/getter").status()).isEqualTo(402);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void alsoNotWhereThePriceGoesByPathOrName(String method) throws Exception {
        try (Shop shop = Shop.plan()
                .register(context -> {
                    context.addServlet("plain", new HttpServlet() {
                                private static final long serialVersionUID = 1L;
                            })
                            .addMapping("/plain");
                    context.addServlet("named", new HttpServlet() {
                                private static final long serialVersionUID = 1L;
                            })
                            .addMapping("/named");
                })
                .price("/plain", "0.01")
                .priceServlet("named", "0.01")
                .open()) {
            assertThat(send(shop, method, "/plain").status()).isEqualTo(405);
            assertThat(send(shop, method, "/named").status()).isEqualTo(405);
        }
    }
}
