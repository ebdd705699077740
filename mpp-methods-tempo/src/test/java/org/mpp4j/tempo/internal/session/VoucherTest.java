package org.mpp4j.tempo.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.PasskeyPayer;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoPayer;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.web3j.crypto.StructuredDataEncoder;

class VoucherTest {

    private static final ChannelContract RESERVE = ChannelContract.reserve(42431);
    private static final ChannelContract STREAMS = ChannelContract.of(
            ChannelProtocol.V1, 42431, TempoAddress.parse("0xe1c4d3dce17bc111181ddf716f75bae49e61a336"));
    private static final Bytes32 CHANNEL = Bytes32.parse("0x" + "11".repeat(32), "channel");
    private static final BigInteger AMOUNT = BigInteger.valueOf(1000);
    private static final TempoPayer PAYER = new TempoPayer("0x5e");
    private static final PasskeyPayer PASSKEY = new PasskeyPayer(7);

    @ParameterizedTest
    @CsvSource({
        "4217, 0x6465ffa0b0c1e7cfc1a894ba54d79615bc06fd7cc9cfec558f3df82189d17367,"
                + " 0xb56ed9b340a61a4ad82ff1ff58557036df5f2ea024d17fa330602ae012349b36",
        "42431, 0xa3aa475070603a80823360e5a4a0d3b4fe2cd4e82a109ee3c21a4640a199688d,"
                + " 0x770fb9481d6b3c4a03639f4389e6b361c77557331871ad3d41dc8e456760375f"
    })
    void theHashIsTheOneOfDeployedClients(long chainId, String separator, String hash) {
        ChannelContract reserve = ChannelContract.reserve(chainId);

        assertThat(reserve.domainSeparator()).hasToString(separator);
        assertThat(Hex.encode(reserve.voucherHash(CHANNEL, AMOUNT))).isEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource({
        "V1, 0xe97c93f01d3ef8eaba1586553df13308f236815bf4ea49c7b696895d8f5ea68a",
        "V2, 0x4730b4b2fe8de522475e80e010877c5b58ad10eb07fd0436615ee123f743bbe8"
    })
    void theTypeIsTheOneOfTheContracts(ChannelProtocol protocol, String hash) {
        assertThat(protocol.voucherType()).hasToString(hash);
    }

    @Property(tries = 100)
    void web3jHashesTheSameTypedDataToTheSame(
            @ForAll ChannelProtocol protocol,
            @ForAll @LongRange(min = 1, max = 1L << 52) long chainId,
            @ForAll @Size(20) byte[] contract,
            @ForAll @Size(32) byte[] channelId,
            @ForAll @BigRange(min = "0", max = "79228162514264337593543950335") BigInteger amount)
            throws IOException {
        String typedData = """
                {"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
                {"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],
                "Voucher":[{"name":"channelId","type":"bytes32"},{"name":"cumulativeAmount","type":"uint%d"}]},
                "primaryType":"Voucher",
                "domain":{"name":"%s","version":"1","chainId":%d,"verifyingContract":"%s"},
                "message":{"channelId":"%s","cumulativeAmount":"%s"}}""".formatted(
                        protocol == ChannelProtocol.V1 ? 128 : 96,
                        protocol == ChannelProtocol.V1 ? "Tempo Stream Channel" : "TIP20 Channel Reserve",
                        chainId,
                        Hex.encode(contract),
                        Hex.encode(channelId),
                        amount);

        assertThat(ChannelContract.of(protocol, chainId, TempoAddress.of(contract))
                        .voucherHash(Bytes32.of(channelId), amount))
                .isEqualTo(new StructuredDataEncoder(typedData).hashStructuredData());
    }

    private static Voucher voucher(byte[] signature) {
        return new Voucher(CHANNEL, AMOUNT, RlpBytes.of(signature));
    }

    private static byte[] hash() {
        return RESERVE.voucherHash(CHANNEL, AMOUNT);
    }

    @Test
    void keysOfAllKindsSignVouchersOfTheReserve() {
        assertThat(voucher(PAYER.sign(hash())).isSignedBy(PAYER.address(), RESERVE))
                .isTrue();
        assertThat(voucher(PASSKEY.signBare(hash())).isSignedBy(PASSKEY.address(), RESERVE))
                .isTrue();
        assertThat(voucher(PASSKEY.signHashedAgain(hash())).isSignedBy(PASSKEY.address(), RESERVE))
                .isTrue();
        assertThat(voucher(PASSKEY.signAsPasskey(hash())).isSignedBy(PASSKEY.address(), RESERVE))
                .isTrue();
    }

    @Test
    void theOlderContractTakesNoOthersThanThoseOfEthereum() {
        byte[] hash = STREAMS.voucherHash(CHANNEL, AMOUNT);

        assertThat(voucher(PAYER.sign(hash)).signer(STREAMS)).contains(PAYER.address());
        assertThat(voucher(PASSKEY.signBare(hash)).signer(STREAMS)).isEmpty();
        assertThat(voucher(PASSKEY.signAsPasskey(hash)).signer(STREAMS)).isEmpty();
    }

    @Test
    void aVoucherIsForOneChannelOneAmountOneChainAndOneContract() {
        Voucher voucher = voucher(PAYER.sign(hash()));
        Voucher ofAnotherChannel = new Voucher(Bytes32.ZERO, AMOUNT, voucher.signature());
        Voucher ofMore = new Voucher(CHANNEL, AMOUNT.add(BigInteger.ONE), voucher.signature());
        ChannelContract another = ChannelContract.of(
                ChannelProtocol.V2, 42431, TempoAddress.parse("0x4d50500000000000000000000000000000000001"));

        assertThat(voucher.isSignedBy(PAYER.address(), RESERVE)).isTrue();
        assertThat(ofAnotherChannel.isSignedBy(PAYER.address(), RESERVE)).isFalse();
        assertThat(ofMore.isSignedBy(PAYER.address(), RESERVE)).isFalse();
        assertThat(voucher.isSignedBy(PAYER.address(), ChannelContract.reserve(4217)))
                .isFalse();
        assertThat(voucher.isSignedBy(PAYER.address(), another)).isFalse();
        assertThat(voucher.isSignedBy(PAYER.address(), STREAMS)).isFalse();
    }

    @Test
    void somebodyElsesSignatureIsTheirsAlone() {
        TempoPayer stranger = new TempoPayer("0x5f");

        Voucher voucher = voucher(stranger.sign(hash()));

        assertThat(voucher.signer(RESERVE)).contains(stranger.address());
        assertThat(voucher.isSignedBy(PAYER.address(), RESERVE)).isFalse();
    }

    @Test
    void theOtherSignatureWithHighSIsRefused() {
        X9ECParameters curve = CustomNamedCurves.getByName("secp256k1");
        byte[] low = PAYER.sign(hash());
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(low, 32, 64));
        byte[] high = Keccak.concatenate(
                Arrays.copyOf(low, 32),
                BigIntegers.asUnsignedByteArray(32, curve.getN().subtract(s)),
                new byte[] {(byte) (low[64] == 27 ? 28 : 27)});

        assertThat(voucher(high).signer(RESERVE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 26, 29})
    void aLastByteOtherThan27And28IsRefusedAsTheContractWould(int v) {
        byte[] signature = PAYER.sign(hash());
        signature[64] = (byte) v;

        assertThat(voucher(signature).signer(RESERVE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void anAccessKeysSignatureInTheNameOfAnAccountIsRefused(int version) {
        byte[] signed = version == 4
                ? Keccak.hash(new byte[] {4}, hash(), PAYER.address().bytes())
                : hash();
        byte[] wrapped = Keccak.concatenate(
                new byte[] {(byte) version}, PAYER.address().bytes(), new TempoPayer("0x60").sign(signed));

        assertThat(voucher(wrapped).signer(RESERVE)).isEmpty();
    }

    @Test
    void aSignatureThatIsCutContinuedOrEmptyIsRefused() {
        byte[] signature = PAYER.sign(hash());
        byte[] magic = new byte[32];
        Arrays.fill(magic, (byte) 0x77);

        assertThat(voucher(new byte[0]).signer(RESERVE)).isEmpty();
        assertThat(voucher(Arrays.copyOf(signature, 64)).signer(RESERVE)).isEmpty();
        assertThat(voucher(Keccak.concatenate(signature, magic)).signer(RESERVE))
                .isEmpty();
        assertThat(voucher(Keccak.concatenate(PASSKEY.signBare(hash()), magic)).signer(RESERVE))
                .isEmpty();
        assertThat(voucher(Keccak.concatenate(PASSKEY.signAsPasskey(hash()), magic))
                        .signer(RESERVE))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "79228162514264337593543950336",
                "340282366920938463463374607431768211456",
                "-1",
                "+1",
                "1.0",
                "01",
                "",
                " 1",
                "0x1",
                "1e3",
                "\u0661"
            })
    void anAmountThatNoChannelHoldsIsRefused(String amount) {
        JsonObject json = voucher(PAYER.sign(hash())).json().toBuilder()
                .put("cumulativeAmount", amount)
                .build();

        assertThatThrownBy(() -> Voucher.read(json, ChannelProtocol.V2))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("cumulativeAmount");
    }

    @Test
    void theLargestAmountIsAnAmount() {
        BigInteger largest = BigInteger.TWO.pow(96).subtract(BigInteger.ONE);
        JsonObject json = voucher(PAYER.sign(hash())).json().toBuilder()
                .put("cumulativeAmount", largest.toString())
                .build();

        assertThat(Voucher.read(json, ChannelProtocol.V2).cumulativeAmount()).isEqualTo(largest);
        assertThatThrownBy(() -> RESERVE.voucherHash(CHANNEL, largest.add(BigInteger.ONE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ChannelProtocol.V1.parseAmount(largest.add(BigInteger.ONE).toString(), "amount"))
                .isEqualTo(BigInteger.TWO.pow(96));
    }

    @Test
    void theSignatureIsInNoText() {
        byte[] signature = PAYER.sign(hash());

        assertThat(voucher(signature).toString())
                .doesNotContain(Hex.encode(signature).substring(2, 20));
    }
}
