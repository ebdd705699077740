package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.testkit.SandboxCharge;

/** Whoever takes real payments and keeps all state in memory is told so, once. */
@ContainerTest
class MemoryWarningTest {

    private static Shop shop(boolean realMoney, Consumer<PaymentFilterBuilder> transport) {
        Shop shop = Shop.plan()
                .servlet("paid", (request, response) -> response.getWriter().print("sold"), "/paid")
                .servlet("free", (request, response) -> response.getWriter().print("air"), "/free")
                .filter(transport);
        PaymentMethod method = realMoney ? new OtherMoney(shop.sandbox) : shop.sandbox;
        return shop.filter(filter -> filter.priceServlet("paid", Tariff.of(Offer.of(method, "1"))));
    }

    private static List<String> warnings(LogRecorder log) {
        return log.lines().stream().filter(line -> line.contains("memory")).toList();
    }

    @Test
    void itIsSaidAtTheStartWhereOthersCanReachTheServer() throws Exception {
        for (Consumer<PaymentFilterBuilder> transport : List.<Consumer<PaymentFilterBuilder>>of(
                PaymentFilterBuilder::allowPlainHttp, PaymentFilterBuilder::trustForwardedHeader)) {
            LogRecorder log = new LogRecorder();
            try (Shop shop = shop(true, transport).open()) {
                assertThat(warnings(log)).hasSize(1);
                assertThat(warnings(log).get(0))
                        .startsWith("WARNING: Payment filter \"mpp4j-payment\": ")
                        .contains("mpp-store-jdbc", "mpp-store-redis");

                shop.server().pretendRemoteAddress("192.0.2.1");
                shop.get("/paid");
                assertThat(warnings(log)).hasSize(1);
            } finally {
                log.close();
            }
        }
    }

    @Test
    void playMoneyIsNotWarnedOf() throws Exception {
        LogRecorder log = new LogRecorder();
        try (Shop shop = shop(false, PaymentFilterBuilder::allowPlainHttp).open()) {
            shop.server().pretendRemoteAddress("192.0.2.1");
            shop.get("/paid").assertChallenged();
            assertThat(warnings(log)).isEmpty();
        } finally {
            log.close();
        }
    }

    @Test
    void aTrialOnTheSameMachineIsNotWarnedOf() throws Exception {
        LogRecorder log = new LogRecorder();
        try (Shop shop = shop(true, filter -> {}).open()) {
            shop.get("/paid").assertChallenged();
            shop.server().pretendRemoteAddress("192.0.2.1");
            shop.get("/free");
            assertThat(warnings(log)).isEmpty();
        } finally {
            log.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, false, 0", "192.0.2.1, false, 1", "127.0.0.1, true, 1", "192.0.2.1, true, 1"})
    void theFirstChargeOverTlsOrFromAnotherMachineTells(String address, boolean secure, int times) {
        PaymentGate gate = PaymentGate.builder("shop.example", ChallengeKeys.of(Shop.SECRET))
                .build();
        List<PaymentMethod> methods =
                List.of(new OtherMoney(SandboxCharge.builder().build()));
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletRequest.class}, (proxy, method, arguments) -> {
                    return method.getName().equals("isSecure") ? (Object) secure : address;
                });
        LogRecorder log = new LogRecorder();
        try (gate) {
            MemoryWarning warning = new MemoryWarning("payment", gate, methods);
            warning.onStart(new TransportSecurity(TransportSecurity.Policy.TLS));
            assertThat(warnings(log)).isEmpty();

            warning.onCharge(request);
            warning.onCharge(request);

            assertThat(warnings(log)).hasSize(times);
        } finally {
            log.close();
        }
    }
}
