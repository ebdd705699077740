package org.mpp4j.testkit;

import java.util.List;
import java.util.Map;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PaymentMethodProvider;

/**
 * Makes a {@link SandboxCharge} from settings: {@code currency} and {@code recipient}, both optional. Thread-safe.
 *
 * @since 0.1
 */
public final class SandboxMethodProvider implements PaymentMethodProvider {

    /** For {@link java.util.ServiceLoader}. */
    public SandboxMethodProvider() {}

    @Override
    public String name() {
        return SandboxCharge.NAME;
    }

    @Override
    public List<String> settings() {
        return List.of("currency", "recipient");
    }

    @Override
    public PaymentMethod create(Map<String, String> settings) {
        SandboxCharge.Builder sandbox = SandboxCharge.builder();
        String currency = settings.get("currency");
        if (currency != null) {
            sandbox.currency(currency);
        }
        String recipient = settings.get("recipient");
        if (recipient != null) {
            sandbox.recipient(recipient);
        }
        return sandbox.build();
    }
}
