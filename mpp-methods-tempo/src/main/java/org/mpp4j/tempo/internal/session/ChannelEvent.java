package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt.Log;

/** What contracts of channels tell of. All of it is about one channel, by whose id, payer and payee it can be found. */
public sealed interface ChannelEvent {

    /** The channel. */
    Bytes32 channelId();

    /** Whose money is in it. */
    TempoAddress payer();

    /** Who gets what vouchers are for. */
    TempoAddress payee();

    /**
     * A channel was opened.
     *
     * @param operator as in the descriptor; zero in the first protocol
     * @param token as in the descriptor
     * @param authorizedSigner as in the descriptor
     * @param salt as in the descriptor
     * @param expiringNonceHash as in the descriptor; null in the first protocol
     * @param deposit in base units
     */
    record Opened(
            Bytes32 channelId,
            TempoAddress payer,
            TempoAddress payee,
            TempoAddress operator,
            TempoAddress token,
            TempoAddress authorizedSigner,
            Bytes32 salt,
            @Nullable Bytes32 expiringNonceHash,
            BigInteger deposit)
            implements ChannelEvent {}

    /**
     * The payee was given what a voucher is for.
     *
     * @param cumulativeAmount in base units, of the voucher
     * @param deltaPaid in base units, what was given now
     * @param newSettled in base units, what was given in total
     */
    record Settled(
            Bytes32 channelId,
            TempoAddress payer,
            TempoAddress payee,
            BigInteger cumulativeAmount,
            BigInteger deltaPaid,
            BigInteger newSettled)
            implements ChannelEvent {}

    /**
     * More money was put in.
     *
     * @param additionalDeposit in base units
     * @param newDeposit in base units, all that was ever put in
     */
    record ToppedUp(
            Bytes32 channelId,
            TempoAddress payer,
            TempoAddress payee,
            BigInteger additionalDeposit,
            BigInteger newDeposit)
            implements ChannelEvent {}

    /**
     * The payer asked for the end.
     *
     * @param closeGraceEnd seconds since 1970 from when on they can take what is left
     */
    record CloseRequested(Bytes32 channelId, TempoAddress payer, TempoAddress payee, BigInteger closeGraceEnd)
            implements ChannelEvent {}

    /** The payer put more in after having asked for the end, and so asks for it no longer. */
    record CloseRequestCancelled(Bytes32 channelId, TempoAddress payer, TempoAddress payee) implements ChannelEvent {}

    /**
     * A channel has ended.
     *
     * @param settledToPayee in base units, what the payee was given in total
     * @param refundedToPayer in base units
     */
    record Closed(
            Bytes32 channelId,
            TempoAddress payer,
            TempoAddress payee,
            BigInteger settledToPayee,
            BigInteger refundedToPayer)
            implements ChannelEvent {}

    /** What that contract tells of in these logs, in order. Its logs of other events are passed over. */
    static List<ChannelEvent> of(List<Log> logs, ChannelContract contract) {
        return logs.stream()
                .filter(log -> log.address().equals(contract.address()))
                .flatMap(log -> Topic.read(log, contract.protocol()).stream())
                .toList();
    }

    /**
     * The one event of that kind about that channel.
     *
     * @return empty if there is none, or more than one
     */
    static <E extends ChannelEvent> Optional<E> only(
            Class<E> kind, Bytes32 channelId, List<Log> logs, ChannelContract contract) {
        List<E> found = of(logs, contract).stream()
                .filter(event -> event.channelId().equals(channelId))
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** The topics by which an event about a channel is found in the logs of its contract. */
    static List<RlpBytes> topics(Class<? extends ChannelEvent> kind, Bytes32 channelId, ChannelProtocol protocol) {
        for (Topic topic : Topic.values()) {
            if (topic.kind.equals(kind)) {
                return List.of(topic.id(protocol), RlpBytes.of(channelId.bytes()));
            }
        }
        throw new IllegalArgumentException("Not the kind of an event: " + kind);
    }

    /** The kinds of event, and how their logs are read. */
    @SuppressWarnings("ImmutableEnumChecker") // its topics never change
    enum Topic {
        /** See {@link Opened}. */
        OPENED(
                Opened.class,
                "ChannelOpened(bytes32,address,address,address,address,bytes32,uint256)",
                "ChannelOpened(bytes32,address,address,address,address,address,bytes32,bytes32,uint96)"),
        /** See {@link Settled}. */
        SETTLED(
                Settled.class,
                "Settled(bytes32,address,address,uint256,uint256,uint256)",
                "Settled(bytes32,address,address,uint96,uint96,uint96)"),
        /** See {@link ToppedUp}. */
        TOPPED_UP(
                ToppedUp.class,
                "TopUp(bytes32,address,address,uint256,uint256)",
                "TopUp(bytes32,address,address,uint96,uint96)"),
        /** See {@link CloseRequested}. */
        CLOSE_REQUESTED(CloseRequested.class, "CloseRequested(bytes32,address,address,uint256)"),
        /** See {@link CloseRequestCancelled}. */
        CLOSE_REQUEST_CANCELLED(CloseRequestCancelled.class, "CloseRequestCancelled(bytes32,address,address)"),
        /** See {@link Closed}. */
        CLOSED(
                Closed.class,
                "ChannelClosed(bytes32,address,address,uint256,uint256)",
                "ChannelClosed(bytes32,address,address,uint96,uint96)");

        private static final int TOPICS = 4;

        private final Class<? extends ChannelEvent> kind;
        private final RlpBytes first;
        private final RlpBytes second;

        Topic(Class<? extends ChannelEvent> kind, String both) {
            this(kind, both, both);
        }

        Topic(Class<? extends ChannelEvent> kind, String first, String second) {
            this.kind = kind;
            this.first = RlpBytes.of(Keccak.hash(first));
            this.second = RlpBytes.of(Keccak.hash(second));
        }

        RlpBytes id(ChannelProtocol protocol) {
            return protocol == ChannelProtocol.V1 ? first : second;
        }

        private static Optional<ChannelEvent> read(Log log, ChannelProtocol protocol) {
            if (log.topics().size() != TOPICS) {
                return Optional.empty();
            }
            for (Topic topic : values()) {
                if (topic.id(protocol).equals(log.topics().get(0))) {
                    try {
                        return Optional.of(topic.parse(log, protocol));
                    } catch (ProtocolException notOfThatForm) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.empty();
        }

        private ChannelEvent parse(Log log, ChannelProtocol protocol) {
            Bytes32 channel = Bytes32.of(log.topics().get(1).toArray());
            TempoAddress payer = address(log.topics().get(2));
            TempoAddress payee = address(log.topics().get(3));
            AbiReader data = AbiReader.words(log.data().toArray());
            int bits = protocol.amountBits();
            ChannelEvent event = switch (this) {
                case OPENED -> opened(channel, payer, payee, data, protocol);
                case SETTLED ->
                    new Settled(channel, payer, payee, data.number(bits), data.number(bits), data.number(bits));
                case TOPPED_UP -> new ToppedUp(channel, payer, payee, data.number(bits), data.number(bits));
                case CLOSE_REQUESTED -> new CloseRequested(channel, payer, payee, data.number(256));
                case CLOSE_REQUEST_CANCELLED -> new CloseRequestCancelled(channel, payer, payee);
                case CLOSED -> new Closed(channel, payer, payee, data.number(bits), data.number(bits));
            };
            if (data.left() != 0) {
                throw new ProtocolException("The event has more data than it should have");
            }
            return event;
        }

        private static Opened opened(
                Bytes32 channel, TempoAddress payer, TempoAddress payee, AbiReader data, ChannelProtocol protocol) {
            boolean second = protocol == ChannelProtocol.V2;
            TempoAddress operator = second ? data.address() : ChannelDescriptor.NOBODY;
            TempoAddress token = data.address();
            TempoAddress authorizedSigner = data.address();
            Bytes32 salt = data.bytes32();
            Bytes32 expiringNonceHash = second ? data.bytes32() : null;
            return new Opened(
                    channel,
                    payer,
                    payee,
                    operator,
                    token,
                    authorizedSigner,
                    salt,
                    expiringNonceHash,
                    data.number(protocol.amountBits()));
        }

        private static TempoAddress address(RlpBytes topic) {
            return AbiReader.words(topic.toArray(), 1).address();
        }
    }
}
