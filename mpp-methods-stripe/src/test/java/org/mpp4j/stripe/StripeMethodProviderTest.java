package org.mpp4j.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.PaymentMethodProvider;
import org.mpp4j.stripe.fake.FakeStripe;

class StripeMethodProviderTest {

    private final Map<String, String> environment = new HashMap<>(Map.of("STRIPE_SECRET_KEY", FakeStripe.KEY));
    private final PaymentMethodProvider provider = new StripeMethodProvider(environment::get);

    @Test
    void itIsFound() {
        assertThat(ServiceLoader.load(PaymentMethodProvider.class))
                .hasAtLeastOneElementOfType(StripeMethodProvider.class);
        assertThat(provider.name()).isEqualTo("stripe");
    }

    @Test
    void aKeyInTheEnvironmentAndAProfileAreEnough() {
        assertThat(provider.create(Map.of("network-id", "profile_1"))).hasToString("StripeCharge[usd to profile_1]");
    }

    @Test
    void everySettingIsTaken() {
        environment.put("OTHER", "rk_live_1");
        Map<String, String> settings = Map.of(
                "secret-key-env", "OTHER",
                "network-id", "profile_1",
                "payment-method-types", "card, link",
                "currency", "EUR",
                "api-base", "https://stripe.example",
                "api-version", "2026-08-26.preview",
                "token-parameter", "payment-method-data",
                "deadline", "5s");

        assertThat(provider.create(settings)).hasToString("StripeCharge[eur to profile_1]");
        assertThat(provider.settings()).containsAll(settings.keySet()).contains("secret-key-file");
    }

    @Test
    void theKeyCanBeInAFile(@TempDir Path folder) throws IOException {
        environment.clear();
        Path file = Files.writeString(folder.resolve("key"), "rk_live_1\n");

        assertThat(provider.create(Map.of("secret-key-file", file.toString(), "network-id", "profile_1"))
                        .takesPlayMoney())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "secret-key-env, NOT_THERE, 'The environment variable NOT_THERE, which should hold the secret key'",
        "secret-key-file, /not/there, names can't be read",
        "api-base, http://a b/secret, is not a URL",
        "token-parameter, bottom, set it to top-level or payment-method-data",
        "deadline, soon, set it to seconds such as 30s",
        "deadline, 9999s, The deadline of StripeCharge",
        "payment-method-types, ',', payment method types"
    })
    void whatIsWrongIsNamed(String setting, String value, String message) {
        assertThatThrownBy(() -> provider.create(Map.of("network-id", "profile_1", setting, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("b/secret");
    }

    @Test
    void twoPlacesForTheKeyAreOneTooMany() {
        assertThatThrownBy(() -> provider.create(Map.of("secret-key-env", "A", "secret-key-file", "b")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("keep one");
    }
}
