package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mpp4j.testkit.SandboxFault;

/** Secrets, credentials and receipts stay where they belong, whatever goes wrong. */
@ContainerTest
class CanaryTest {

    @Test
    void neitherLogsNorProblemsNorTextFormsTellSecrets() throws Exception {
        LogRecorder recorder = new LogRecorder();
        StringBuilder said = new StringBuilder();
        StringBuilder secrets = new StringBuilder(Shop.SECRET);
        AtomicReference<Boolean> broken = new AtomicReference<>(false);
        Shop plan = Shop.plan()
                .servlet(
                        "paid",
                        (request, response) -> {
                            said.append(Payment.from(request)).append(request).append(response);
                            if (request.getParameter("fail") != null) {
                                throw new IllegalStateException("as told");
                            }
                        },
                        "/paid")
                .servlet("computed", (request, response) -> {}, "/computed")
                .priceServlet("paid", "0.01");
        plan.filter(filter -> filter.priceServlet(
                "computed",
                Tariff.computed(
                        request -> {
                            if (broken.get()) {
                                throw new IllegalStateException("no price");
                            }
                            return org.mpp4j.money.Price.of("1");
                        },
                        plan.sandbox)));
        try (Shop shop = plan.open()) {
            for (SandboxFault fault : new SandboxFault[] {
                SandboxFault.DECLINED, SandboxFault.UNREACHABLE, SandboxFault.BROKEN, SandboxFault.UNKNOWN_AFTER_EFFECT
            }) {
                shop.sandbox.next(fault);
                String credential = Shop.credential(shop.get("/paid"));
                secrets.append('\n').append(credential.substring("Payment ".length()));
                said.append(shop.send(shop.request("/paid").header("Authorization", credential)));
                said.append(shop.send(shop.request("/paid").header("Authorization", credential + "A")));
            }
            for (String path : new String[] {"/paid", "/paid?fail=1", "/computed"}) {
                Answer unpaid = shop.get(path);
                String credential = Shop.credential(unpaid);
                secrets.append('\n').append(credential.substring("Payment ".length()));
                broken.set(path.equals("/computed"));
                Answer answer = shop.send(shop.request(path).header("Authorization", credential));
                answer.headers("Payment-Receipt")
                        .forEach(receipt -> secrets.append('\n').append(receipt));
                said.append(answer.text());
                said.append(shop.send(shop.request(path).header("Authorization", credential))
                        .text());
            }
        } finally {
            recorder.close();
        }

        assertThat(recorder.lines()).as("the product logs something").isNotEmpty();
        said.append(String.join("\n", recorder.lines()));
        for (String secret : secrets.toString().split("\n")) {
            assertThat(said.toString()).doesNotContain(secret).doesNotContain(secret.substring(0, 40));
        }
        assertThat(said.toString()).doesNotContain("sandbox:");
    }
}
