package org.mpp4j.tempo.internal.tx;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoPayer;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.rlp.RlpEncoder;
import org.web3j.rlp.RlpString;
import org.web3j.rlp.RlpType;
import org.web3j.utils.Numeric;

/** Transactions put together by hand with web3j's RLP, hashed and recovered by web3j. */
class TransactionOracleTest {

    private static final TempoPayer PAYER = new TempoPayer("0x5e");
    private static final RlpType NOTHING = RlpString.create(new byte[0]);
    private static final RlpType EMPTY_LIST = new org.web3j.rlp.RlpList();

    @Property(tries = 100)
    void web3jHashesAndRecoversTheSame(
            @ForAll @LongRange(min = 1, max = 1L << 50) long chainId,
            @ForAll @Size(12) byte[] fee,
            @ForAll("calls") List<TempoCall> calls,
            @ForAll @Size(32) byte[] nonceKey,
            @ForAll @LongRange(min = 0) long nonce,
            @ForAll @LongRange(min = 0) long validBefore,
            @ForAll boolean withFeeToken,
            @ForAll boolean sponsored)
            throws Exception {
        TempoAddress feeToken = withFeeToken ? TempoAddress.parse("0x20c0000000000000000000000000000000000001") : null;
        TempoTransaction transaction = new TempoTransaction(
                BigInteger.valueOf(chainId),
                BigInteger.ONE,
                new BigInteger(1, fee),
                BigInteger.valueOf(1_000_000),
                calls,
                RlpList.EMPTY,
                new BigInteger(1, nonceKey),
                BigInteger.valueOf(nonce),
                validBefore == 0 ? null : BigInteger.valueOf(validBefore),
                null,
                feeToken,
                sponsored ? new FeePayerSignature.Wanted() : new FeePayerSignature.None(),
                RlpList.EMPTY,
                null,
                new SenderSignature(RlpBytes.EMPTY));

        TempoTransaction signed = PAYER.sign(transaction);

        List<RlpType> fields = new ArrayList<>(List.of(
                RlpString.create(BigInteger.valueOf(chainId)),
                RlpString.create(BigInteger.ONE),
                RlpString.create(new BigInteger(1, fee)),
                RlpString.create(BigInteger.valueOf(1_000_000)),
                new org.web3j.rlp.RlpList(
                        calls.stream().map(TransactionOracleTest::web3j).toList()),
                EMPTY_LIST,
                RlpString.create(new BigInteger(1, nonceKey)),
                RlpString.create(BigInteger.valueOf(nonce)),
                RlpString.create(BigInteger.valueOf(validBefore)),
                NOTHING,
                feeToken == null || sponsored ? NOTHING : RlpString.create(feeToken.bytes()),
                sponsored ? RlpString.create((byte) 0) : NOTHING,
                EMPTY_LIST));
        byte[] signedHash = Hash.sha3(typed(fields));
        assertThat(transaction.signingHash()).isEqualTo(signedHash);
        byte[] signature = signed.signature().bytes().toArray();
        assertThat(Numeric.prependHexPrefix(Keys.getAddress(Sign.signedMessageHashToKey(
                        signedHash, Sign.signatureDataFromHex(Numeric.toHexString(signature))))))
                .isEqualToIgnoringCase(signed.signer().orElseThrow().account().toString());
        if (!sponsored) {
            fields.add(RlpString.create(signature));
            assertThat(signed.encode()).isEqualTo(typed(fields));
            assertThat(TempoTransaction.decode(typed(fields))).isEqualTo(signed);
        }
    }

    private static byte[] typed(List<RlpType> fields) {
        return Keccak.concatenate(
                new byte[] {TempoTransaction.TYPE}, RlpEncoder.encode(new org.web3j.rlp.RlpList(fields)));
    }

    private static RlpType web3j(TempoCall call) {
        return new org.web3j.rlp.RlpList(
                call.to() == null ? NOTHING : RlpString.create(call.to().bytes()),
                RlpString.create(call.value()),
                RlpString.create(call.input().toArray()));
    }

    @Provide
    Arbitrary<List<TempoCall>> calls() {
        Arbitrary<TempoAddress> targets = Arbitraries.bytes()
                .array(byte[].class)
                .ofSize(20)
                .map(TempoAddress::of)
                .injectNull(0.1);
        Arbitrary<BigInteger> values = Arbitraries.bigIntegers().between(BigInteger.ZERO, BigInteger.TWO.pow(200));
        Arbitrary<RlpBytes> inputs =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(200).map(RlpBytes::of);
        return Combinators.combine(targets, values, inputs)
                .as(TempoCall::new)
                .list()
                .ofMaxSize(5);
    }
}
