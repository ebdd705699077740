package org.mpp4j.examples.paidapi;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.mpp4j.testkit.SandboxCharge;

/** Payment with play money, if {@code MPP_SANDBOX} is set: {@code true}, or the URL of a bank that several instances share. */
final class SandboxSettings {

    private SandboxSettings() {}

    static Optional<SandboxCharge> from(Environment environment) {
        return environment
                .optional("MPP_SANDBOX")
                .filter(value -> !value.equals("false"))
                .map(value -> {
                    SandboxCharge.Builder sandbox = SandboxCharge.builder();
                    if (!value.equals("true")) {
                        String what = "true, false, or the URL of a sandbox bank, such as http://127.0.0.1:8410";
                        URI bank = environment.url("MPP_SANDBOX", value, what);
                        Duration deadline = environment.duration("MPP_SANDBOX_DEADLINE", "PT2S");
                        Environment.named("MPP_SANDBOX_DEADLINE", () -> sandbox.bank(bank, deadline));
                    }
                    return sandbox.build();
                });
    }
}
