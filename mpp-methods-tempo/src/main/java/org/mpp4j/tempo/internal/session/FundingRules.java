package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.sig.Signer;
import org.mpp4j.tempo.internal.tx.SubmittedTransaction;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenCall;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/**
 * Checks the transactions that come with {@code open} and {@code topUp} (draft-tempo-session sections "Open Verification" and
 * "TopUp Verification"). They may do nothing but that, and before it what it takes: buy the token at the exchange, or, for the
 * older contract, let it take the deposit. Immutable and thread-safe.
 */
public final class FundingRules {

    private static final TempoAddress EXCHANGE = TempoAddress.parse("0xdec0000000000000000000000000000000000000");
    private static final BigInteger EXPIRING = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    private static final String NOTHING_ELSE =
            "The transaction must make one call of the channel contract, and before it only what that call takes: an approval"
                    + " and a purchase of exactly the deposit, or an approval of the deposit for that contract.";

    private final ChannelTerms terms;
    private final ChannelContract contract;

    /** For channels that pay on these terms. */
    public FundingRules(ChannelTerms terms) {
        this.terms = terms;
        this.contract = terms.contract();
    }

    /**
     * Checks the transaction that opens a channel, and that the channel is the one that the client says.
     *
     * @throws ProtocolException if it isn't signed in canonical form
     */
    public Funding open(SessionAction.Open action) {
        ChannelDescriptor channel = action.descriptor();
        Optional<String> problem = channel == null
                ? Optional.empty()
                : terms.problem(channel, action.channelId()).or(() -> problemOfSigner(action, channel));
        return problem.<Funding>map(Funding.Refused::new)
                .orElseGet(() -> check(
                        action.transaction(),
                        channel == null ? null : channel.payer(),
                        (transaction, signer, call) -> channel == null
                                ? opened(transaction, signer, call, action)
                                : opened(transaction, signer, call, action, channel)));
    }

    private static Optional<String> problemOfSigner(SessionAction.Open action, ChannelDescriptor channel) {
        TempoAddress claimed = action.authorizedSigner();
        return claimed == null || claimed.equals(channel.authorizedSigner())
                ? Optional.empty()
                : Optional.of("The authorized signer isn't the one of the descriptor.");
    }

    private Funding opened(
            TempoTransaction transaction,
            Signer signer,
            TempoCall call,
            SessionAction.Open action,
            ChannelDescriptor channel) {
        if (!(ReserveCall.decode(call.input().toArray()).orElse(null) instanceof ReserveCall.Open open)) {
            return refused("The transaction doesn't open a channel.");
        }
        if (!open.payee().equals(channel.payee())
                || !open.operator().equals(channel.operator())
                || !open.token().equals(channel.token())
                || !open.salt().equals(channel.salt())
                || !open.authorizedSigner().equals(channel.authorizedSigner())) {
            return refused("The transaction opens another channel than the one of the descriptor.");
        }
        if (!hasExpiringNonce(transaction)) {
            return refused(
                    "A channel is opened by a transaction with an expiring nonce: nonce key 2^256-1, and an end of"
                            + " its validity.");
        }
        if (!Bytes32.of(transaction.expiringNonceHash(signer.account())).equals(channel.expiringNonceHash())) {
            return refused("The expiring nonce hash of the descriptor isn't the one of the transaction.");
        }
        return funded(
                transaction, signer, action.channelId(), channel.voucherSigner(), channel.token(), open.deposit());
    }

    private Funding opened(TempoTransaction transaction, Signer signer, TempoCall call, SessionAction.Open action) {
        if (!(StreamCall.decode(call.input().toArray()).orElse(null) instanceof StreamCall.Open open)) {
            return refused("The transaction doesn't open a channel.");
        }
        StreamChannel channel =
                new StreamChannel(signer.account(), open.payee(), open.token(), open.salt(), open.authorizedSigner());
        if (!channel.payee().equals(terms.recipient()) || !channel.token().equals(terms.currency())) {
            return refused(
                    "The transaction opens a channel for another recipient or currency than this challenge asks for.");
        }
        if (!channel.channelId(contract).equals(action.channelId())) {
            return refused("The channel id isn't the one of the channel that the transaction opens.");
        }
        TempoAddress claimed = action.authorizedSigner();
        if (claimed != null
                && !claimed.equals(channel.authorizedSigner())
                && !claimed.equals(channel.voucherSigner())) {
            return refused("The authorized signer isn't the one of the channel that the transaction opens.");
        }
        return funded(
                transaction, signer, action.channelId(), channel.voucherSigner(), channel.token(), open.deposit());
    }

    /**
     * Checks the transaction that puts more into a channel.
     *
     * @param stored the channel as it is known since it was opened; null in the first protocol
     * @param voucherSigner whose signature its vouchers need
     * @param payer of the channel, as it is known since it was opened
     * @throws ProtocolException if it isn't signed in canonical form
     */
    public Funding topUp(
            SessionAction.TopUp action,
            @Nullable ChannelDescriptor stored,
            TempoAddress payer,
            TempoAddress voucherSigner) {
        if (stored != null) {
            Optional<String> problem = terms.problem(stored, action.channelId());
            if (problem.isPresent()) {
                return refused(problem.get());
            }
            if (!stored.equals(action.descriptor())) {
                return refused("The descriptor isn't the one of the channel.");
            }
        }
        return check(action.transaction(), payer, (transaction, signer, call) -> {
            Optional<BigInteger> deposit = stored == null ? topUp(call, action.channelId()) : topUp(call, stored);
            if (deposit.isEmpty()) {
                return refused("The transaction doesn't put more into this channel.");
            }
            if (!deposit.get().equals(action.additionalDeposit())) {
                return refused("The transaction puts another amount into the channel than the credential says.");
            }
            return funded(transaction, signer, action.channelId(), voucherSigner, terms.currency(), deposit.get());
        });
    }

    private static Optional<BigInteger> topUp(TempoCall call, ChannelDescriptor channel) {
        return ReserveCall.decode(call.input().toArray())
                .filter(ReserveCall.TopUp.class::isInstance)
                .map(ReserveCall.TopUp.class::cast)
                .filter(topUp -> topUp.channel().equals(channel))
                .map(ReserveCall.TopUp::additionalDeposit);
    }

    private static Optional<BigInteger> topUp(TempoCall call, Bytes32 channelId) {
        return StreamCall.decode(call.input().toArray())
                .filter(StreamCall.TopUp.class::isInstance)
                .map(StreamCall.TopUp.class::cast)
                .filter(topUp -> topUp.channelId().equals(channelId))
                .map(StreamCall.TopUp::additionalDeposit);
    }

    /** What is checked of the one call, once it is known whose transaction it is in. */
    private interface CallCheck {
        Funding of(TempoTransaction transaction, Signer signer, TempoCall call);
    }

    private Funding check(SubmittedTransaction submitted, @Nullable TempoAddress payer, CallCheck rest) {
        TempoTransaction transaction = submitted.transaction();
        if (!transaction.authorizations().items().isEmpty()) {
            return refused("Only transactions without code authorizations are supported here.");
        }
        if (!transaction.chainId().equals(BigInteger.valueOf(contract.chainId()))) {
            return refused("The transaction is for another chain than " + contract.chainId() + ".");
        }
        List<TempoCall> calls = transaction.calls();
        if (calls.isEmpty() || calls.stream().anyMatch(call -> call.value().signum() != 0)) {
            return refused(NOTHING_ELSE);
        }
        TempoCall call = calls.get(calls.size() - 1);
        if (!isOf(contract.address(), call)) {
            return refused("The last call of the transaction isn't one of the channel contract of this challenge.");
        }
        Optional<Signer> signer = transaction.signer();
        if (signer.isEmpty()) {
            return refused("No account can have signed the transaction like this.");
        }
        TempoAddress account = signer.get().account();
        if (submitted.claimedSender() != null && !submitted.claimedSender().equals(account)) {
            return refused("The transaction was signed by another account than it names as sender.");
        }
        if (payer != null && !payer.equals(account)) {
            return refused("The transaction was signed by another account than the payer of the channel.");
        }
        return rest.of(transaction, signer.get(), call);
    }

    private Funding funded(
            TempoTransaction transaction,
            Signer signer,
            Bytes32 channelId,
            TempoAddress voucherSigner,
            TempoAddress token,
            BigInteger deposit) {
        if (deposit.signum() == 0) {
            return refused("The transaction puts nothing into the channel.");
        }
        List<TempoCall> before =
                transaction.calls().subList(0, transaction.calls().size() - 1);
        boolean purchases = isPurchase(before, token, deposit);
        if (!purchases && !isTakenAsItIs(before, token, deposit)) {
            return refused(NOTHING_ELSE);
        }
        return new Funding.Accepted(transaction.canonical(), signer, channelId, voucherSigner, deposit, purchases);
    }

    /** The reserve takes deposits by itself; the older contract has to be allowed to. */
    private boolean isTakenAsItIs(List<TempoCall> before, TempoAddress token, BigInteger deposit) {
        if (before.isEmpty()) {
            return true;
        }
        return contract.protocol() == ChannelProtocol.V1
                && before.size() == 1
                && isOf(token, before.get(0))
                && tokenCall(before.get(0)) instanceof TokenCall.Approve approve
                && approve.spender().equals(contract.address())
                && approve.amount().compareTo(deposit) >= 0;
    }

    private boolean isPurchase(List<TempoCall> before, TempoAddress token, BigInteger deposit) {
        return contract.protocol() == ChannelProtocol.V2
                && before.size() == 2
                && tokenCall(before.get(0)) instanceof TokenCall.Approve approve
                && tokenCall(before.get(1)) instanceof TokenCall.Buy buy
                && isOf(buy.tokenIn(), before.get(0))
                && isOf(EXCHANGE, before.get(1))
                && EXCHANGE.equals(approve.spender())
                && approve.amount().equals(buy.maxAmountIn())
                && buy.tokenOut().equals(token)
                && !buy.tokenIn().equals(token)
                && buy.amountOut().equals(deposit);
    }

    private static boolean isOf(TempoAddress contract, TempoCall call) {
        TempoAddress to = call.to();
        return to != null && to.equals(contract);
    }

    private static @Nullable TokenCall tokenCall(TempoCall call) {
        return TokenFunction.decode(call.input().toArray()).orElse(null);
    }

    private static boolean hasExpiringNonce(TempoTransaction transaction) {
        return transaction.nonceKey().equals(EXPIRING) && transaction.validBefore() != null;
    }

    private static Funding.Refused refused(String reason) {
        return new Funding.Refused(reason);
    }
}
