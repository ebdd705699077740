package org.mpp4j.examples.paidapi;

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
                        sandbox.bank(environment.url("MPP_SANDBOX", value, what));
                    }
                    return sandbox.build();
                });
    }
}
