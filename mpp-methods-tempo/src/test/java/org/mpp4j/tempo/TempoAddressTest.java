package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.Keys;

class TempoAddressTest {

    private static final String CHECKSUMMED = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

    @Property(tries = 200)
    void theChecksumIsWeb3js(@ForAll @Size(20) byte[] bytes) {
        TempoAddress address = TempoAddress.of(bytes);

        assertThat(address)
                .hasToString(Keys.toChecksumAddress(address.toString().toLowerCase(Locale.ROOT)));
        assertThat(TempoAddress.parse(address.toString())).isEqualTo(address);
    }

    @Test
    void addressesAreEqualInAnyCase() {
        TempoAddress address = TempoAddress.parse(CHECKSUMMED);

        assertThat(TempoAddress.parse(CHECKSUMMED.toLowerCase(Locale.ROOT)))
                .isEqualTo(address)
                .hasSameHashCodeAs(address);
        assertThat(TempoAddress.parse("0x" + CHECKSUMMED.substring(2).toUpperCase(Locale.ROOT)))
                .isEqualTo(address);
        assertThat(TempoAddress.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"))
                .isNotEqualTo(address);
    }

    @Test
    void aSlipInMixedCaseIsNoticed() {
        assertThatThrownBy(() -> TempoAddress.parse("0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("EIP-55");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "f39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
                "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb9226",
                "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb922666",
                "0Xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
                "0xg39fd6e51aad88f6f4ce6ab8827279cfffb92266",
                "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266\n"
            })
    void anythingElseIsNoAddress(String text) {
        assertThatThrownBy(() -> TempoAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bytesAreCopied() {
        byte[] bytes = new byte[20];
        TempoAddress address = TempoAddress.of(bytes);
        bytes[0] = 1;
        address.bytes()[1] = 1;

        assertThat(address.isZero()).isTrue();
        assertThatThrownBy(() -> TempoAddress.of(new byte[19])).hasMessageContaining("20 bytes");
    }
}
