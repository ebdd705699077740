package org.mpp4j.examples.paidapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.store.InMemoryStores;

class SettingsTest {

    private static final String SECRET = "canary1234567890";
    private static final Map<String, String> BASE =
            Map.of("MPP_SECRET_KEY", "a secret that is known to this test only", "MPP_REALM", "localhost");
    private static final Map<String, String> STRIPE =
            Map.of("STRIPE_SECRET_KEY", "rk_test_" + SECRET, "STRIPE_NETWORK_ID", "profile_1");
    private static final Map<String, String> LIGHTNING = Map.of(
            "LIGHTNING_BACKEND", "lnd",
            "LIGHTNING_URL", "https://127.0.0.1:8080",
            "LIGHTNING_CREDENTIAL", SECRET);

    private static final Map<String, String> TEMPO = Map.of(
            "TEMPO_RPC_URL", "http://127.0.0.1:9,http://127.0.0.1:10",
            "TEMPO_CHAIN_ID", "42431",
            "TEMPO_RECIPIENT", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

    private static Map<String, String> all() {
        Map<String, String> variables = new HashMap<>(BASE);
        variables.putAll(STRIPE);
        variables.putAll(LIGHTNING);
        return variables;
    }

    private static Rails rails(Map<String, String> variables) {
        return Settings.from(variables).rails(new InMemoryStores());
    }

    @Test
    void whatIsNotConfiguredIsNotOffered() {
        Map<String, String> variables = new HashMap<>(BASE);
        variables.put("MPP_SANDBOX", "true");

        Rails rails = rails(variables);

        assertThat(rails.tempo()).isEmpty();
        assertThat(rails.stripe()).isEmpty();
        assertThat(rails.lightning()).isEmpty();
        assertThat(rails.tariffs()).containsOnlyKeys("any");
    }

    @Test
    void oneRailIsEnoughAndHasItsOwnRoute() {
        Map<String, String> variables = new HashMap<>(BASE);
        variables.putAll(LIGHTNING);

        Rails rails = rails(variables);

        assertThat(rails.inDollars()).isEmpty();
        assertThat(rails.tariffs()).containsOnlyKeys("ln/fortune", "any");
    }

    @Test
    void sessionsAreOfferedIfAnyOfTheirVariablesIsSet() {
        Map<String, String> variables = new HashMap<>(BASE);
        variables.putAll(LIGHTNING);
        variables.put("LN_SESSION_IDLE_TIMEOUT", "PT1M");

        assertThat(rails(variables).streams()).containsOnlyKeys("ln/stream");

        variables.put("LIGHTNING_BACKEND", "lnbits");
        assertThatThrownBy(() -> Settings.from(variables))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("LN_SESSION_...", "use LND, Core Lightning or phoenixd");
    }

    @Test
    void sessionsNeedANode() {
        Map<String, String> variables = new HashMap<>(BASE);
        variables.put("MPP_SANDBOX", "true");
        variables.put("LN_SESSION_DEPOSIT", "50");

        assertThatThrownBy(() -> Settings.from(variables))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("LN_SESSION_...", "LIGHTNING_BACKEND");
    }

    @Test
    void allThatIsConfiguredIsOffered() {
        Map<String, String> variables = all();
        variables.put("MPP_SANDBOX", "true");

        Rails rails = rails(variables);

        assertThat(rails.inDollars()).extracting(PaymentMethod::name).containsExactly("sandbox");
        assertThat(rails.stripe())
                .hasValueSatisfying(
                        stripe -> assertThat(stripe.takesPlayMoney()).isTrue());
        assertThat(rails.lightning())
                .hasValueSatisfying(lightning -> assertThat(lightning.takesPlayMoney())
                        .as("not on mainnet")
                        .isFalse());
        assertThat(rails.tariffs()).containsOnlyKeys("ln/fortune", "card", "any");
    }

    @Test
    void whoPaysFeesSellsWithoutThemToo() {
        Map<String, String> variables = new HashMap<>(BASE);
        variables.putAll(TEMPO);
        assertThat(rails(variables).tariffs()).containsOnlyKeys("any", "split");

        variables.put("TEMPO_FEE_PAYER_KEY", "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");
        assertThat(rails(variables).tariffs()).containsOnlyKeys("any", "sponsored", "split");
    }

    @Test
    void aKeyThatIsNoneAndAFeePayerWithoutPullAreNamed() {
        Map<String, String> variables = new HashMap<>(BASE);
        variables.putAll(TEMPO);
        variables.put("TEMPO_FEE_PAYER_KEY", SECRET);
        assertThatThrownBy(() -> Settings.from(variables))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("The environment variable TEMPO_FEE_PAYER_KEY: ")
                .hasMessageNotContaining(SECRET);

        variables.put("TEMPO_FEE_PAYER_KEY", "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");
        variables.put("TEMPO_MODES", "push");
        assertThatThrownBy(() -> Settings.from(variables))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("add PULL to modes");
    }

    @Test
    void withoutAnyRailThereIsNothingToSell() {
        assertThatThrownBy(() -> Settings.from(BASE))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("TEMPO_RPC_URL", "STRIPE_SECRET_KEY", "LIGHTNING_BACKEND", "MPP_SANDBOX");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            STRIPE_SECRET_KEY    |                          | set it to a restricted key
            STRIPE_SECRET_KEY    | pk_test_canary1234567890 | is a publishable key
            STRIPE_SECRET_KEY    | canary1234567890         | begins with rk_live_ or rk_test_
            STRIPE_NETWORK_ID    |                          | such as profile_
            STRIPE_API_BASE      | http://example.com       | set it to https://api.stripe.com
            STRIPE_API_BASE      | ftp://127.0.0.1          | set it to https://api.stripe.com
            STRIPE_API_BASE      | https://a:b@127.0.0.1    | set it to https://api.stripe.com
            STRIPE_DEADLINE      | 30s                      | such as PT10S
            STRIPE_DEADLINE      | PT1H                     | set it from PT0.5S to PT2M
            LIGHTNING_BACKEND    |                          | set it to lnd, cln, phoenixd or lnbits
            LIGHTNING_BACKEND    | eclair                   | is lnd, cln, phoenixd or lnbits, got "eclair"
            LIGHTNING_URL        |                          | such as https://127.0.0.1:8080
            LIGHTNING_URL        | 127.0.0.1:8080           | such as https://127.0.0.1:8080
            LIGHTNING_URL        | https://127.0.0.1/?k=1   | https://127.0.0.1:8080
            LIGHTNING_CREDENTIAL |                          | macaroon in hexadecimal digits
            LIGHTNING_CREDENTIAL | canary 1234567890        | holds characters that no credential has
            LIGHTNING_TLS_CERT   | /no/such/file            | set it to the node's tls.cert
            LIGHTNING_TLS_CERT   | -----BEGIN NONSENSE----- | set it to the content of the node's tls.cert
            LIGHTNING_NETWORK    | testnet                  | is mainnet, signet or regtest, got "testnet"
            LIGHTNING_DEADLINE   | 5                        | such as PT10S
            LIGHTNING_DEADLINE   | PT2M                     | from 100ms to 1 minute
            """)
    void whatIsMissingOrWrongIsNamedWithTheWayToMendIt(String variable, String value, String advice) {
        Map<String, String> variables = all();
        variables.put(variable, value == null ? "" : value);

        assertThatThrownBy(() -> Settings.from(variables))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("The environment variable " + variable)
                .hasMessageContaining(advice)
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"STRIPE_API_BASE", "LIGHTNING_TLS_CERT", "LIGHTNING_NETWORK"})
    void whoSetsOneVariableOfARailMeansTheRail(String variable) {
        Map<String, String> variables = new HashMap<>(BASE);
        variables.put("MPP_SANDBOX", "true");
        variables.put(variable, "anything");

        assertThatThrownBy(() -> Settings.from(variables))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("The environment variable (STRIPE_SECRET_KEY|LIGHTNING_BACKEND) is not set; .*");
    }

    @Test
    void nothingSecretIsShown() {
        assertThat(Settings.from(all())).hasToString("Settings");
        assertThat(rails(all()).toString()).doesNotContain(SECRET);
        assertThat(Settings.from(all()).lightning().orElseThrow().toString()).doesNotContain(SECRET);
    }
}
