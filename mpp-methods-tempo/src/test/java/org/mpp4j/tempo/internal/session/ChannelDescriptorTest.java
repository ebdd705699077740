package org.mpp4j.tempo.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoNetwork;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.web3j.abi.TypeEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;

class ChannelDescriptorTest {

    static final ChannelDescriptor CHANNEL = new ChannelDescriptor(
            TempoAddress.parse("0x" + "11".repeat(20)),
            TempoAddress.parse("0x" + "22".repeat(20)),
            ChannelDescriptor.NOBODY,
            TempoNetwork.MODERATO.currency(),
            org.mpp4j.tempo.internal.session.Bytes32.parse("0x" + "aa".repeat(32), "salt"),
            TempoAddress.parse("0x" + "11".repeat(20)),
            org.mpp4j.tempo.internal.session.Bytes32.parse("0x" + "bb".repeat(32), "hash"));

    @Test
    void theIdIsTheOneOfDeployedClients() {
        assertThat(CHANNEL.channelId(ChannelContract.reserve(4217)))
                .hasToString("0x6371b8d43acb8f927fcbb4453a4d0e730eac138e0dc012b86f23a38148cc9e44");
    }

    @Test
    void theIdIsAnotherOnAnotherChainOrInAnotherContract() {
        ChannelContract another = ChannelContract.of(ChannelProtocol.V2, 4217, CHANNEL.payee());

        assertThat(List.of(
                        CHANNEL.channelId(ChannelContract.reserve(4217)),
                        CHANNEL.channelId(ChannelContract.reserve(42431)),
                        CHANNEL.channelId(another)))
                .doesNotHaveDuplicates();
    }

    @Property(tries = 50)
    void web3jEncodesWhatIsHashedTheSame(
            @ForAll @Size(20) byte[] payer,
            @ForAll @Size(20) byte[] operator,
            @ForAll @Size(32) byte[] salt,
            @ForAll @Size(32) byte[] nonceHash,
            @ForAll @LongRange(min = 1) long chainId) {
        ChannelDescriptor channel = new ChannelDescriptor(
                TempoAddress.of(payer),
                CHANNEL.payee(),
                TempoAddress.of(operator),
                CHANNEL.token(),
                org.mpp4j.tempo.internal.session.Bytes32.of(salt),
                TempoAddress.of(operator),
                org.mpp4j.tempo.internal.session.Bytes32.of(nonceHash));
        StreamChannel older = new StreamChannel(
                channel.payer(), channel.payee(), channel.token(), channel.salt(), channel.authorizedSigner());

        assertThat(channel.channelId(ChannelContract.reserve(chainId)).bytes())
                .isEqualTo(hash(
                        address(channel.payer()),
                        address(channel.payee()),
                        address(channel.operator()),
                        address(channel.token()),
                        new Bytes32(salt),
                        address(channel.authorizedSigner()),
                        new Bytes32(nonceHash),
                        address(ChannelContract.RESERVE),
                        new Uint256(BigInteger.valueOf(chainId))));
        assertThat(older.channelId(ChannelContract.of(ChannelProtocol.V1, chainId, CHANNEL.payee()))
                        .bytes())
                .isEqualTo(hash(
                        address(channel.payer()),
                        address(channel.payee()),
                        address(channel.token()),
                        new Bytes32(salt),
                        address(channel.authorizedSigner()),
                        address(CHANNEL.payee()),
                        new Uint256(BigInteger.valueOf(chainId))));
    }

    private static Address address(TempoAddress address) {
        return new Address(address.toString());
    }

    @SuppressWarnings("rawtypes")
    private static byte[] hash(Type... words) {
        StringBuilder encoded = new StringBuilder("0x");
        for (Type word : words) {
            encoded.append(TypeEncoder.encode(word));
        }
        return Keccak.hash(Hex.decode(encoded.toString(), 1024, "words"));
    }

    @Test
    void theCaseOfAddressesIsNotLookedAt() {
        JsonObject wrongChecksum = CHANNEL.json().toBuilder()
                .put("payee", "0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
                .put("salt", "0x" + "AA".repeat(32))
                .build();

        ChannelDescriptor read = ChannelDescriptor.read(wrongChecksum);

        assertThat(read.payee()).isEqualTo(TempoAddress.parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"));
        assertThat(read.salt()).isEqualTo(CHANNEL.salt());
        assertThat(read.json().requireString("payee"))
                .isEqualTo(read.payee().toString().toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"payer", "payee", "operator", "token", "salt", "authorizedSigner", "expiringNonceHash"})
    void everyMemberIsNeededAndOfItsLength(String member) {
        JsonObject json = CHANNEL.json();
        String value = json.requireString(member);

        assertThatThrownBy(() ->
                        ChannelDescriptor.read(json.toBuilder().remove(member).build()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(member);
        for (String wrong : List.of(value + "00", value.substring(0, value.length() - 2), value.substring(2), "0x")) {
            assertThatThrownBy(() -> ChannelDescriptor.read(
                            json.toBuilder().put(member, wrong).build()))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining(member);
        }
    }

    @Test
    void withoutAnAuthorizedSignerThePayerSigns() {
        ChannelDescriptor delegated = ChannelDescriptor.read(CHANNEL.json().toBuilder()
                .put("authorizedSigner", "0x" + "33".repeat(20))
                .build());
        ChannelDescriptor own = ChannelDescriptor.read(CHANNEL.json().toBuilder()
                .put("authorizedSigner", "0x" + "00".repeat(20))
                .build());

        assertThat(delegated.voucherSigner()).isEqualTo(TempoAddress.parse("0x" + "33".repeat(20)));
        assertThat(own.voucherSigner()).isEqualTo(CHANNEL.payer());
    }

    @Test
    void aChannelPaysOnItsOwnTermsOnly() {
        ChannelContract reserve = ChannelContract.reserve(42431);
        ChannelTerms terms = new ChannelTerms(reserve, CHANNEL.payee(), CHANNEL.token(), ChannelDescriptor.NOBODY);
        var id = CHANNEL.channelId(reserve);

        assertThat(terms.problem(CHANNEL, id)).isEmpty();
        assertThat(terms.problem(CHANNEL, CHANNEL.channelId(ChannelContract.reserve(4217))))
                .hasValueSatisfying(problem -> assertThat(problem).contains("channel id"));
        assertThat(new ChannelTerms(reserve, CHANNEL.payer(), CHANNEL.token(), ChannelDescriptor.NOBODY)
                        .problem(CHANNEL, id))
                .hasValueSatisfying(problem -> assertThat(problem).contains("payee"));
        assertThat(new ChannelTerms(reserve, CHANNEL.payee(), CHANNEL.payer(), ChannelDescriptor.NOBODY)
                        .problem(CHANNEL, id))
                .hasValueSatisfying(problem -> assertThat(problem).contains("token"));
        assertThat(new ChannelTerms(reserve, CHANNEL.payee(), CHANNEL.token(), CHANNEL.payer()).problem(CHANNEL, id))
                .hasValueSatisfying(problem -> assertThat(problem).contains("operator"));
    }
}
