package org.mpp4j.tempo;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.internal.charge.AttributionMemo;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Rlp;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpItem;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.SenderSignature;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** A merchant who pays fees, and transactions that leave them to be paid. */
final class Sponsored {

    static final FeePayer SPONSOR =
            FeePayer.ofPrivateKey("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");

    private Sponsored() {}

    static TempoChargeBuilder builder() {
        return Charges.builder().feePayer(SPONSOR);
    }

    static Credential credential(Challenge challenge, TempoTransaction signed) {
        return credential(challenge, signed.encode());
    }

    static Credential credential(Challenge challenge, byte[] form) {
        return Credential.of(
                challenge,
                Charges.PAYER.did(42431),
                JsonObject.builder()
                        .put("type", "transaction")
                        .put("signature", Hex.encode(form))
                        .build());
    }

    static byte[] envelope(TempoTransaction signed, TempoAddress sender) {
        List<RlpItem> fields = new ArrayList<>(
                Rlp.decode(signed.encode(), 1).asList("transaction").items());
        fields.set(11, RlpBytes.of(sender.bytes()));
        return Keccak.concatenate(new byte[] {0x78}, Rlp.encode(new RlpList(fields)));
    }

    static byte[] oldForm(TempoTransaction signed, TempoAddress sender) {
        return Keccak.concatenate(signed.encode(), sender.bytes(), Hex.decode("0xfeefeefeefee", 6, "suffix"));
    }

    static TempoTransaction complete(TempoTransaction signed, TempoAddress sender) {
        byte[] digest = signed.withFeePayer(TempoNetwork.MODERATO.currency(), new FeePayerSignature.Wanted())
                .feePayerHash(sender);
        try {
            return signed.withFeePayer(
                    TempoNetwork.MODERATO.currency(),
                    FeePayerSignature.Signed.of(Secp256k1Signature.parse(SPONSOR.sign(digest))));
        } catch (FeePayerException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static String hash(TempoTransaction complete) {
        return Hex.encode(Keccak.hash(complete.encode()));
    }

    static Reply minedAs(TempoTransaction complete, String... logs) {
        return Reply.result("{\"transactionHash\":\"" + hash(complete) + "\",\"status\":\"0x1\",\"blockHash\":\"0x"
                + "1".repeat(64) + "\",\"logs\":[" + String.join(",", logs) + "]}");
    }

    static String told(TempoAddress from, String to, long amount, Challenge paid) {
        return OnePayment.log(
                TempoNetwork.MODERATO.currency().toString(),
                from.toString(),
                to,
                amount,
                Hex.encode(AttributionMemo.of(paid).anonymous()));
    }

    static TempoTransaction signed(Draft draft, UnaryOperator<byte[]> way) {
        TempoTransaction unsigned = draft.build();
        return unsigned.withSignature(way.apply(unsigned.signingHash()));
    }

    static Credential credential(Challenge challenge, byte[] form, TempoAddress account) {
        return Credential.of(
                challenge,
                did(account),
                JsonObject.builder()
                        .put("type", "transaction")
                        .put("signature", Hex.encode(form))
                        .build());
    }

    static String did(TempoAddress account) {
        return "did:pkh:eip155:42431:" + account;
    }

    /** What is to be signed. */
    record Draft(
            BigInteger priority,
            BigInteger fee,
            BigInteger gas,
            List<TempoCall> calls,
            RlpList accessList,
            BigInteger nonceKey,
            BigInteger nonce,
            @Nullable BigInteger validBefore) {

        static Draft of(Challenge challenge) {
            return new Draft(
                    BigInteger.valueOf(1_000_000_000),
                    BigInteger.valueOf(50_000_000_000L),
                    BigInteger.valueOf(1_000_000),
                    List.of(TempoPayer.transfer(challenge)),
                    RlpList.EMPTY,
                    TempoPayer.EXPIRING,
                    BigInteger.ZERO,
                    Charges.SOON);
        }

        Draft priority(BigInteger value) {
            return new Draft(value, fee, gas, calls, accessList, nonceKey, nonce, validBefore);
        }

        Draft fee(BigInteger value) {
            return new Draft(priority, value, gas, calls, accessList, nonceKey, nonce, validBefore);
        }

        Draft gas(long value) {
            return new Draft(priority, fee, BigInteger.valueOf(value), calls, accessList, nonceKey, nonce, validBefore);
        }

        Draft calls(UnaryOperator<TempoCall> changed) {
            return new Draft(
                    priority, fee, gas, calls.stream().map(changed).toList(), accessList, nonceKey, nonce, validBefore);
        }

        Draft add(TempoCall call) {
            List<TempoCall> more = new ArrayList<>(calls);
            more.add(call);
            return new Draft(priority, fee, gas, more, accessList, nonceKey, nonce, validBefore);
        }

        Draft addFirst(TempoCall... first) {
            List<TempoCall> more = new ArrayList<>(List.of(first));
            more.addAll(calls);
            return new Draft(priority, fee, gas, more, accessList, nonceKey, nonce, validBefore);
        }

        Draft accessList(RlpList value) {
            return new Draft(priority, fee, gas, calls, value, nonceKey, nonce, validBefore);
        }

        Draft nonceKey(BigInteger value) {
            return new Draft(priority, fee, gas, calls, accessList, value, nonce, validBefore);
        }

        Draft nonce(long value) {
            return new Draft(priority, fee, gas, calls, accessList, nonceKey, BigInteger.valueOf(value), validBefore);
        }

        Draft validBefore(@Nullable BigInteger value) {
            return new Draft(priority, fee, gas, calls, accessList, nonceKey, nonce, value);
        }

        TempoTransaction build() {
            return Charges.PAYER.sign(new TempoTransaction(
                    BigInteger.valueOf(42431),
                    priority,
                    fee,
                    gas,
                    calls,
                    accessList,
                    nonceKey,
                    nonce,
                    validBefore,
                    null,
                    null,
                    new FeePayerSignature.Wanted(),
                    RlpList.EMPTY,
                    null,
                    new SenderSignature(RlpBytes.EMPTY)));
        }
    }
}
