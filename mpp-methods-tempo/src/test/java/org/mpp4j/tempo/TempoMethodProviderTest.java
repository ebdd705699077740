package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.tempo.Charges.MERCHANT;

import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PaymentMethodProvider;
import org.mpp4j.money.Price;

class TempoMethodProviderTest {

    private final PaymentMethodProvider provider = new TempoMethodProvider();

    @Test
    void itIsFound() {
        assertThat(ServiceLoader.load(PaymentMethodProvider.class))
                .hasAtLeastOneElementOfType(TempoMethodProvider.class);
        assertThat(provider.name()).isEqualTo("tempo");
    }

    @Test
    void aNetworkAndARecipientAreEnough() {
        assertThat(provider.create(Map.of("network", "mainnet", "recipient", MERCHANT)))
                .hasToString("TempoCharge[chain 4217, 0x20C000000000000000000000b9537d11c60E8b50 to " + MERCHANT + "]");
    }

    @Test
    void everySettingIsTaken() {
        Map<String, String> settings = Map.of(
                "chain-id", "31337",
                "rpc-url", "http://localhost:8545",
                "currency", "0x20c0000000000000000000000000000000000001",
                "recipient", MERCHANT,
                "deadline", "5s",
                "modes", "push, pull",
                "network", " ");

        assertThat(provider.create(settings))
                .hasToString(
                        "TempoCharge[chain 31337, 0x20c0000000000000000000000000000000000001 to " + MERCHANT + "]");
        assertThat(provider.settings()).containsAll(settings.keySet());
    }

    @ParameterizedTest
    @CsvSource({"pull, pull", "PUSH, push", "'pull, pull', pull"})
    void modesAreOfferedAsTheyAreSet(String text, String offered) {
        PaymentMethod method = provider.create(Map.of("network", "moderato", "recipient", MERCHANT, "modes", text));

        assertThat(String.join(
                        ",",
                        method.prepare(OfferTerms.of(Price.of("1")))
                                .request()
                                .methodDetails()
                                .strings("supportedModes")))
                .isEqualTo(offered);
    }

    @ParameterizedTest
    @CsvSource({"'push,pull'", "'pull,push'"})
    void bothModesNeedNoWord(String text) {
        PaymentMethod method = provider.create(Map.of("network", "moderato", "recipient", MERCHANT, "modes", text));

        assertThat(method.prepare(OfferTerms.of(Price.of("1")))
                        .request()
                        .methodDetails()
                        .names())
                .containsExactly("chainId");
    }

    @ParameterizedTest
    @CsvSource({
        "network, testnet, set it to mainnet or moderato",
        "chain-id, 0x1, set it to a number",
        "rpc-url, http://a b/secret, set it to the JSON-RPC of a Tempo node",
        "modes, fetch, 'set them to pull, push or pull,push'",
        "modes, 'pull,', 'set them to pull, push or pull,push'",
        "deadline, soon, set it to seconds such as 10s",
        "deadline, 9999s, The deadline of TempoCharge"
    })
    void whatIsWrongIsNamed(String setting, String value, String message) {
        Map<String, String> settings = new HashMap<>(Map.of("network", "moderato", "recipient", MERCHANT));
        settings.put(setting, value);

        assertThatThrownBy(() -> provider.create(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    @Test
    void severalNodesAndAFeePayerAreTaken() {
        TempoCharge charge = (TempoCharge) new TempoMethodProvider()
                .create(java.util.Map.of(
                        "network", "moderato",
                        "rpc-url", "http://127.0.0.1:9, http://127.0.0.1:10",
                        "recipient", Charges.MERCHANT,
                        "fee-payer-key", "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"));

        assertThat(Charges.challenge(charge, "1").request().methodDetails().bool("feePayer"))
                .hasValue(true);
    }
}
