package org.mpp4j.tempo.internal.channel;

import java.util.Optional;
import java.util.function.Function;
import org.mpp4j.method.Rejected;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.charge.PayerDid;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelTerms;
import org.mpp4j.tempo.internal.session.SessionProblem;
import org.mpp4j.tempo.internal.session.Voucher;

/**
 * Whether a voucher is what it says, as far as that shows without the books: its channel's descriptor leads to its channel's id,
 * and that to whose signature it needs. Thread-safe.
 */
final class VoucherCheck {

    private final ChannelTerms terms;
    private final ChainWatch watch;
    private final SignatureBrake brake;
    private final Function<Voucher, Optional<TempoAddress>> recovery;

    /**
     * @param recovery tells who has signed a voucher, which is what takes time
     */
    VoucherCheck(
            ChannelTerms terms,
            ChainWatch watch,
            SignatureBrake brake,
            Function<Voucher, Optional<TempoAddress>> recovery) {
        this.terms = terms;
        this.watch = watch;
        this.brake = brake;
        this.recovery = recovery;
    }

    /** Whether a channel can pay for what is sold here, and whoever claims to send this may have. */
    Optional<Rejected> ofChannel(ChannelDescriptor channel, Voucher voucher, Optional<String> source) {
        Optional<String> problem = watch.isGood(voucher.channelId(), channel)
                ? Optional.empty()
                : terms.problem(channel, voucher.channelId());
        return problem.or(() -> ofSource(channel, source))
                .map(detail -> Refusal.verificationFailed(voucher.channelId(), detail));
    }

    /** What isn't a DID of this kind claims nothing that could be compared. */
    Optional<String> ofSource(ChannelDescriptor channel, Optional<String> source) {
        if (source.isPresent() && isWrittenAs(source.get(), channel.payer())) {
            return Optional.empty(); // as nearly all clients write it
        }
        boolean agrees = source.filter(PayerDid::isClaimedBy)
                .map(claimed -> PayerDid.parse(claimed)
                        .filter(did -> did.chainId() == terms.contract().chainId()
                                && (did.address().equals(channel.payer())
                                        || did.address().equals(channel.voucherSigner())))
                        .isPresent())
                .orElse(true);
        return agrees
                ? Optional.empty()
                : Optional.of("The source of the credential is neither the payer of the channel nor its signer.");
    }

    private boolean isWrittenAs(String source, TempoAddress payer) {
        return source.equals(new PayerDid(terms.contract().chainId(), payer).toString());
    }

    /** Whether it is signed as it has to be. */
    Optional<Rejected> ofSignature(ChannelDescriptor channel, Voucher voucher) {
        if (watch.isGood(voucher)) {
            return Optional.empty();
        }
        if (!brake.allows(voucher.channelId())) {
            return Optional.of(Refusal.tooMany(voucher.channelId()));
        }
        Optional<TempoAddress> signer = recovery.apply(voucher);
        if (signer.filter(channel.voucherSigner()::equals).isPresent()) {
            return Optional.empty();
        }
        brake.failed(voucher.channelId());
        return Optional.of(
                signer.isEmpty()
                        ? Refusal.of(
                                SessionProblem.INVALID_SIGNATURE,
                                voucher.channelId(),
                                "The signature of the voucher isn't one that the channel takes: of a key itself, in canonical"
                                        + " form.")
                        : Refusal.of(
                                SessionProblem.SIGNER_MISMATCH,
                                voucher.channelId(),
                                "The voucher is signed by somebody else than the signer of the channel, or isn't the one"
                                        + " that was signed."));
    }
}
