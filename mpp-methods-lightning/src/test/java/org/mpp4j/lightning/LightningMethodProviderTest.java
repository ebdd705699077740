package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

class LightningMethodProviderTest {

    private final Map<String, String> environment = Map.of("MACAROON", "0201");
    private final LightningMethodProvider provider = new LightningMethodProvider(environment::get);

    @TempDir
    Path directory;

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("backend", "lnd");
        settings.put("url", "https://127.0.0.1:8080");
        settings.put("credential-env", "MACAROON");
        return settings;
    }

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(PaymentMethodProvider.class))
                .extracting(PaymentMethodProvider::name)
                .contains("lightning");
    }

    @Test
    void whatIsRequiredIsEnough() {
        assertThat(provider.create(settings())).hasToString("LightningCharge[mainnet]");
        assertThat(provider.create(settings()).takesPlayMoney()).isFalse();
    }

    @Test
    void everythingCanBeSet() throws Exception {
        Path rune = Files.writeString(directory.resolve("rune"), "a-rune\n");
        Map<String, String> settings = settings();
        settings.remove("credential-env");
        settings.putAll(Map.of(
                "backend", "CLN",
                "credential-file", rune.toString(),
                "network", "regtest",
                "deadline", "3s",
                "verify-settled", "false",
                "max-open-invoices", "7",
                "max-invoices-per-second", "3"));
        settings.putAll(
                Map.of("max-invoices-per-client", "2", "invoice-lifetime", "420s", "reuse-unpaid-invoices", "60s"));

        assertThat(provider.create(settings)).hasToString("LightningCharge[regtest]");
        assertThat(provider.create(settings).takesPlayMoney()).isTrue();
        assertThat(provider.settings()).containsAll(settings.keySet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "backend | eclair | The setting lightning backend is \"eclair\"; set it to lnd, cln, phoenixd or lnbits",
                "backend | '' | The setting lightning backend is missing; set it to lnd, cln, phoenixd or lnbits",
                "network | testnet | The setting lightning network is \"testnet\"; set it to mainnet, signet or regtest",
                "deadline | soon | The setting lightning deadline is \"soon\"; set it to seconds such as 5s",
                "verify-settled | maybe | The setting lightning verify-settled is \"maybe\"; set it to true or false",
                "reuse-unpaid-invoices | 7m | The setting lightning reuse-unpaid-invoices is \"7m\"; set it to seconds such as 5s",
                "max-open-invoices | 0 | The setting lightning max-open-invoices is \"0\"; set it to a number from 1 to 999999999",
                "credential-env | '' | Of the settings lightning credential-env and credential-file exactly one has to be there; set one to where the node's credential is",
                "credential-env | NOWHERE | The setting lightning credential-env names the environment variable NOWHERE, which isn't set; set it to the node's credential"
            })
    void aWrongValueIsExplained(String name, String value, String message) {
        Map<String, String> settings = settings();
        settings.put(name, value);

        assertThatThrownBy(() -> provider.create(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void aCertificateThatIsNoneIsExplained() throws Exception {
        Map<String, String> settings = settings();
        settings.put(
                "tls-cert-file",
                Files.writeString(directory.resolve("tls.cert"), "nothing").toString());

        assertThatThrownBy(() -> provider.create(settings))
                .hasMessageStartingWith("The TLS certificate of the Lightning node is not a certificate in PEM");
    }
}
