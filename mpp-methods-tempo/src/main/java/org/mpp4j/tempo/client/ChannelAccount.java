package org.mpp4j.tempo.client;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelProtocol;
import org.mpp4j.tempo.internal.session.SessionReceipt;

/**
 * The payer's books of one channel: what was signed, and what of it was for what. All amounts are base units since the channel
 * was opened. Whoever uses it holds the channel's lock.
 *
 * <p>What the server has spent is known from its receipts only, and they may be late or lost. So what requests under way will
 * cost counts as spent until they fail, and what a request without an answer may have cost is remembered: so much more, and no
 * more, the server can claim without being able to show it.
 */
final class ChannelAccount {

    private final ChannelContract contract;
    private final ChannelDescriptor descriptor;
    private final Bytes32 channelId;

    private BigInteger deposit;
    private BigInteger signed;
    /** As the receipts have it. */
    private BigInteger confirmed;
    /** With what is under way. */
    private BigInteger expected;
    /** Of requests of which nobody knows. */
    private BigInteger unsure;

    private int underWay;
    /** Whether a request that was refused over and over was counted as one of which nobody knows, since the last receipt. */
    private boolean doubted;
    /** When the transaction that opens it can't be mined any more, as long as it isn't known to be; else null. */
    private @Nullable BigInteger openingUntil;
    /** A top-up of which nobody knows, and until when it may be mined. */
    private BigInteger unsureDeposit = BigInteger.ZERO;

    private BigInteger unsureDepositUntil = BigInteger.ZERO;

    private ChannelAccount(
            ChannelContract contract,
            ChannelDescriptor descriptor,
            BigInteger deposit,
            BigInteger signed,
            BigInteger confirmed,
            @Nullable BigInteger openingUntil) {
        this.contract = contract;
        this.descriptor = descriptor;
        this.channelId = descriptor.channelId(contract);
        this.deposit = deposit;
        this.signed = signed;
        this.confirmed = confirmed;
        this.expected = confirmed;
        this.unsure = signed.subtract(confirmed);
        this.openingUntil = openingUntil;
    }

    /** A channel that a transaction will open. */
    static ChannelAccount opening(
            ChannelContract contract, ChannelDescriptor descriptor, BigInteger deposit, BigInteger validBefore) {
        return new ChannelAccount(contract, descriptor, deposit, BigInteger.ZERO, BigInteger.ZERO, validBefore);
    }

    /** A channel of which nothing was kept, and all that was signed and isn't spent may be. */
    static ChannelAccount resumed(
            ChannelContract contract,
            ChannelDescriptor descriptor,
            BigInteger deposit,
            BigInteger signed,
            BigInteger spent) {
        return new ChannelAccount(contract, descriptor, deposit, signed, spent, null);
    }

    /**
     * Reads what was kept. All that was signed and isn't confirmed may be spent.
     *
     * @throws ProtocolException if it is anything else
     */
    static ChannelAccount read(JsonObject json) {
        BigInteger signed = amount(json, "signed");
        BigInteger confirmed = amount(json, "confirmed");
        BigInteger deposit = amount(json, "deposit");
        if (confirmed.compareTo(signed) > 0 || signed.compareTo(deposit) > 0) {
            throw new ProtocolException("The amounts of the channel contradict each other");
        }
        ChannelAccount account = new ChannelAccount(
                ChannelContract.reserve(
                        json.integer("chainId").orElseThrow(() -> new ProtocolException("The channel has no chain"))),
                ChannelDescriptor.read(json.requireObject("descriptor")),
                deposit,
                signed,
                confirmed,
                json.string("openingUntil").isPresent() ? amount(json, "openingUntil") : null);
        if (json.string("unsureDeposit").isPresent()) {
            account.unsureDeposit = amount(json, "unsureDeposit");
            account.unsureDepositUntil = amount(json, "unsureDepositUntil");
        }
        return account;
    }

    private static BigInteger amount(JsonObject json, String name) {
        return ChannelProtocol.V2.parseAmount(json.requireString(name), "member \"" + name + "\"");
    }

    /** What is to be kept. */
    JsonObject json() {
        JsonObject.Builder json = JsonObject.builder()
                .put("chainId", contract.chainId())
                .put("descriptor", descriptor.json())
                .put("channelId", channelId.toString())
                .put("deposit", deposit.toString())
                .put("signed", signed.toString())
                .put("confirmed", confirmed.toString());
        if (openingUntil != null) {
            json.put("openingUntil", openingUntil.toString());
        }
        if (unsureDeposit.signum() > 0) {
            json.put("unsureDeposit", unsureDeposit.toString())
                    .put("unsureDepositUntil", unsureDepositUntil.toString());
        }
        return json.build();
    }

    ChannelContract contract() {
        return contract;
    }

    ChannelDescriptor descriptor() {
        return descriptor;
    }

    Bytes32 channelId() {
        return channelId;
    }

    BigInteger deposit() {
        return deposit;
    }

    /** What counts against the limit of deposits: what is in it, and what may be. */
    BigInteger atStake() {
        return deposit.add(unsureDeposit);
    }

    BigInteger signed() {
        return signed;
    }

    BigInteger confirmed() {
        return confirmed;
    }

    boolean isIdle() {
        return underWay == 0;
    }

    @Nullable
    BigInteger openingUntil() {
        return openingUntil;
    }

    void opened() {
        openingUntil = null;
    }

    BigInteger unsureDeposit() {
        return unsureDeposit;
    }

    BigInteger unsureDepositUntil() {
        return unsureDepositUntil;
    }

    /** A top-up is on its way. */
    void toppingUp(BigInteger amount, BigInteger validBefore) {
        unsureDeposit = amount;
        unsureDepositUntil = validBefore;
    }

    /** How the last top-up went. */
    void toppedUp(boolean arrived) {
        if (arrived) {
            deposit = deposit.add(unsureDeposit);
        }
        unsureDeposit = BigInteger.ZERO;
        unsureDepositUntil = BigInteger.ZERO;
    }

    /** What the voucher of a request has to be for, which may be less than signed before. */
    BigInteger needed(BigInteger cost) {
        return expected.add(cost);
    }

    /** The voucher for an amount: the highest so far if that is enough, else as much more as the server takes at least. */
    BigInteger voucher(BigInteger needed, BigInteger minDelta) {
        return needed.compareTo(signed) <= 0 ? signed : needed.max(signed.add(minDelta));
    }

    /**
     * What the voucher has to be for after one that wasn't enough, counted as if requests of which nobody knows were paid.
     *
     * @param required what the server says, or null if it doesn't
     * @throws PaymentFailedException if it says more than can be explained
     */
    BigInteger neededAgain(BigInteger cost, @Nullable BigInteger required) {
        BigInteger most = expected.add(unsure).add(cost);
        if (required != null && required.compareTo(most.max(signed)) > 0) {
            throw new PaymentFailedException(
                    "The server asks for a voucher of " + required + " where no more than " + most.max(signed)
                            + " base units can have been used",
                    false);
        }
        BigInteger needed = required == null ? most : required;
        BigInteger more =
                needed.subtract(expected.add(cost)).max(BigInteger.ZERO).min(unsure);
        expected = expected.add(more);
        unsure = unsure.subtract(more);
        return needed;
    }

    /** A stream has come to its limit. */
    void streamed(BigInteger required) {
        expected = expected.max(required);
    }

    /** A voucher is about to leave. */
    void sign(BigInteger cumulative) {
        if (cumulative.compareTo(deposit) > 0 || cumulative.compareTo(signed) < 0) {
            throw new IllegalStateException("A voucher is never for more than the deposit, nor for less than before");
        }
        signed = cumulative;
    }

    /** A request is about to leave. */
    void begin(BigInteger cost) {
        expected = expected.add(cost);
        underWay++;
    }

    /** It was done. */
    void paid() {
        underWay--;
    }

    /** It certainly wasn't. */
    void refused(BigInteger cost) {
        expected = expected.subtract(cost);
        underWay--;
    }

    /**
     * It was refused once more. {@link java.net.http.HttpClient} may have sent it twice by itself, the first one being charged
     * and its answer lost; without a way out of that the channel would be stuck. Until the next receipt that is granted once.
     */
    void refusedAgain(BigInteger cost) {
        if (!doubted) {
            doubted = true;
            unsure = unsure.add(cost);
        }
    }

    /** It may have been. */
    void lost(BigInteger cost) {
        expected = expected.subtract(cost);
        unsure = unsure.add(cost);
        underWay--;
    }

    /**
     * Enters a receipt.
     *
     * @throws PaymentFailedException if it can't be right
     */
    void confirm(SessionReceipt receipt) {
        if (!receipt.channelId().equals(channelId)) {
            throw new PaymentFailedException("The receipt is of another channel", true);
        }
        if (receipt.spent().compareTo(receipt.acceptedCumulative()) > 0) {
            throw new PaymentFailedException("The receipt says that more was spent than was accepted", true);
        }
        if (receipt.acceptedCumulative().compareTo(signed) > 0) {
            throw new PaymentFailedException("The receipt says that more was accepted than was signed", true);
        }
        doubted = false;
        confirmed = confirmed.max(receipt.spent());
        BigInteger unexpected = confirmed.subtract(expected);
        if (unexpected.signum() > 0) {
            unsure = unsure.subtract(unexpected).max(BigInteger.ZERO);
            expected = confirmed;
        } else if (underWay == 0) {
            // Nothing is on its way, so the last receipt knows of all that was charged.
            expected = confirmed;
        }
    }
}
