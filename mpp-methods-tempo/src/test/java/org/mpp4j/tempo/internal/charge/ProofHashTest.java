package org.mpp4j.tempo.internal.charge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.web3j.crypto.StructuredDataEncoder;

class ProofHashTest {

    private static final PaymentRequest REQUEST = PaymentRequest.of(JsonObject.EMPTY);

    @ParameterizedTest
    @CsvSource({
        "4217, 0x67280e06cd6ce7c03456094981b4012ad3ada4d554169e94f7640442c0460165",
        "42431, 0xe97a36bc932030e3b4078fa0e4e96625b0789a0e8afb1861e8b53bfded2933a3"
    })
    void theDomainIsTheOneOfDeployedClients(long chainId, String separator) {
        assertThat(Hex.encode(new ProofHash(chainId).domain())).isEqualTo(separator);
    }

    @Property(tries = 50)
    void web3jHashesTheSameTypedDataToTheSame(
            @ForAll @LongRange(min = 1, max = 1L << 40) long chainId,
            @ForAll @Size(20) byte[] account,
            @ForAll @AlphaChars @NumericChars @StringLength(min = 1, max = 60) String id,
            @ForAll @AlphaChars @StringLength(min = 1, max = 60) String realm)
            throws IOException {
        String typedData = """
                {"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
                {"name":"chainId","type":"uint256"}],"Proof":[{"name":"account","type":"address"},
                {"name":"challengeId","type":"string"},{"name":"realm","type":"string"}]},"primaryType":"Proof",
                "domain":{"name":"MPP","version":"3","chainId":%d},
                "message":{"account":"%s","challengeId":"%s","realm":"%s"}}""".formatted(chainId, Hex.encode(account), id, realm);
        Challenge challenge =
                Challenge.builder(realm, "tempo", "charge", REQUEST).build(id);

        assertThat(new ProofHash(chainId).of(TempoAddress.of(account), challenge))
                .isEqualTo(new StructuredDataEncoder(typedData).hashStructuredData());
    }
}
