package org.mpp4j.tempo.internal.client;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.charge.AttributionMemo;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/**
 * What the challenge of a charge asks a payer to do (draft-tempo-charge-00 sections "Request Schema" and "Split Payments"; where
 * mppx differs, as mppx has it).
 *
 * @param chainId where to pay
 * @param currency the token
 * @param amount all that is paid, zero for a proof
 * @param recipient who gets what the shares leave
 * @param remainder what that is
 * @param shares who gets the rest
 * @param sponsored whether the server pays the fees
 * @param modes in which the server takes payments
 */
public record ChargeOrder(
        long chainId,
        TempoAddress currency,
        BigInteger amount,
        TempoAddress recipient,
        BigInteger remainder,
        List<Share> shares,
        boolean sponsored,
        List<String> modes) {

    /** The mode in which the server sends the transaction. */
    public static final String PULL = "pull";

    /** The mode in which the payer does. */
    public static final String PUSH = "push";

    /** Where the request doesn't say, as the specification has it. */
    private static final long DEFAULT_CHAIN_ID = 42431;

    private static final int MAX_SHARES = 10;
    private static final int MAX_BITS = 256;
    private static final int CLIENT_START = 15;
    private static final int CLIENT_LENGTH = 10;

    /**
     * What somebody besides the recipient gets.
     *
     * @param to who
     * @param amount in base units, positive
     * @param memo 32 bytes, or null for a transfer without
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and made here only
    public record Share(TempoAddress to, BigInteger amount, byte @Nullable [] memo) {

        private static Share parse(JsonObject json) {
            String memo = json.string("memo").orElse(null);
            return new Share(
                    ChargeOrder.address(json.requireString("recipient")),
                    ChargeOrder.amount(json.requireString("amount")),
                    memo == null ? null : Hex.decodeExactly(memo, 32, "memo of a split"));
        }
    }

    /** Copies the lists. */
    public ChargeOrder {
        shares = List.copyOf(shares);
        modes = List.copyOf(modes);
    }

    /**
     * Reads a challenge.
     *
     * @throws ProtocolException if it isn't one of a charge on Tempo, or asks for what nobody should pay
     */
    public static ChargeOrder of(Challenge challenge) {
        if (!challenge.method().equals("tempo") || !challenge.intent().equals("charge")) {
            throw new ProtocolException("The challenge isn't a charge on Tempo");
        }
        PaymentRequest request = challenge.request();
        JsonObject details = request.methodDetails();
        if (details.value("memo") != null) {
            // The memo has to bind the payment to this challenge. With one of the server's choice it could pay for
            // another.
            throw new ProtocolException("The challenge asks for a memo of its own");
        }
        BigInteger amount = amount(request.amount().toString());
        List<Share> shares =
                details.objects("splits").stream().map(Share::parse).toList();
        BigInteger shared = shares.stream().map(Share::amount).reduce(BigInteger.ZERO, BigInteger::add);
        boolean positive = shares.stream().allMatch(share -> share.amount().signum() > 0);
        if (shares.size() > MAX_SHARES || !positive || !shares.isEmpty() && shared.compareTo(amount) >= 0) {
            throw new ProtocolException(
                    "The splits of the challenge don't leave anything of its amount, or are too many");
        }
        OptionalLong chainId = details.integer("chainId");
        List<String> modes =
                details.names().contains("supportedModes") ? details.strings("supportedModes") : List.of(PULL, PUSH);
        return new ChargeOrder(
                chainId.orElse(DEFAULT_CHAIN_ID),
                address(request.currency()),
                amount,
                address(request.recipient().orElseThrow(() -> new ProtocolException("The challenge has no recipient"))),
                amount.subtract(shared),
                shares,
                details.bool("feePayer").orElse(false),
                modes);
    }

    private static BigInteger amount(String digits) {
        try {
            BigInteger amount = Amount.parse(digits).baseUnits();
            if (amount.bitLength() <= MAX_BITS) {
                return amount;
            }
        } catch (IllegalArgumentException notAnAmount) {
            // Told below, as too large a number is.
        }
        throw new ProtocolException("An amount of the challenge is not a number of base units");
    }

    private static TempoAddress address(String text) {
        try {
            TempoAddress address = TempoAddress.parse(text);
            if (!address.isZero()) {
                return address;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Told below, as the zero address is.
        }
        throw new ProtocolException("An address of the challenge is none");
    }

    /** Whether no money is asked for. */
    public boolean isProof() {
        return amount.signum() == 0;
    }

    /** Everybody who gets something. */
    public List<String> recipients() {
        return Stream.concat(Stream.of(recipient), shares.stream().map(Share::to))
                .map(TempoAddress::toString)
                .toList();
    }

    /**
     * The calls that pay, all or none. The transfer to the recipient has the memo that binds all of them to the challenge.
     *
     * @param clientId who the client says it is, or null
     */
    public List<TempoCall> calls(Challenge challenge, @Nullable String clientId) {
        List<TempoCall> calls = new ArrayList<>();
        calls.add(TempoCall.of(
                currency, TokenFunction.transferWithMemo(recipient, remainder, memo(challenge, clientId))));
        for (Share share : shares) {
            byte[] memo = share.memo();
            calls.add(TempoCall.of(
                    currency,
                    memo == null
                            ? TokenFunction.transfer(share.to(), share.amount())
                            : TokenFunction.transferWithMemo(share.to(), share.amount(), memo)));
        }
        return calls;
    }

    private static byte[] memo(Challenge challenge, @Nullable String clientId) {
        byte[] memo = AttributionMemo.of(challenge).anonymous();
        if (clientId != null) {
            byte[] client = Arrays.copyOf(Keccak.hash(clientId), CLIENT_LENGTH);
            System.arraycopy(client, 0, memo, CLIENT_START, CLIENT_LENGTH);
        }
        return memo;
    }
}
