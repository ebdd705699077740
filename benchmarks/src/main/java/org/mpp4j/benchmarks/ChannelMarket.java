package org.mpp4j.benchmarks;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Exchange;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.store.InMemoryStores;
import org.mpp4j.store.SessionRecord;
import org.mpp4j.tempo.FakeReserve;
import org.mpp4j.tempo.TempoSession;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.testkit.TestExchange;

/**
 * A gate whose books hold so many open channels. One is opened as channels are; the others are copies of its record with
 * another salt, since opening a million takes hours.
 */
final class ChannelMarket implements AutoCloseable {

    private static final String PREFIX = "tempo:";
    private static final TestExchange UNPAID = TestExchange.of("GET /goods");
    private static final String NOTHING = "0".repeat(64);
    private static final long VALID = 25;

    private final FakeReserve chain =
            new FakeReserve(PaidChannel.CHAIN, Instant.now().getEpochSecond());
    private final InMemoryStores stores = new InMemoryStores();
    private final TempoSession session = VoucherServer.session(chain.url(), stores)
            .chainStateAge(Duration.ofMinutes(5))
            .build();
    private final PaymentGate gate = VoucherServer.gate(stores);
    private final Route route = Route.of("goods", VoucherServer.offer(session));
    private final Challenge challenge =
            ((Admission.Challenged) gate.admit(UNPAID, route)).challenges().get(0);
    private final PaidChannel first;
    private final int channels;
    private final long heapPerChannel;

    ChannelMarket(int channels) {
        this.channels = channels;
        this.first = PaidChannel.to(
                VoucherServer.MERCHANT.address(), salt(0), Instant.now().getEpochSecond() + VALID);
        serve(exchange(first.open(challenge, BigInteger.valueOf(VoucherServer.PRICE))));
        // From now on all channels are there.
        chain.node()
                .answering(
                        "eth_call",
                        call -> Reply.result(
                                "\"0x" + NOTHING + String.format("%064x", PaidChannel.DEPOSIT) + NOTHING + "\""));
        long before = usedHeap();
        copyFirst();
        this.heapPerChannel = (usedHeap() - before) / channels;
    }

    private void copyFirst() {
        SessionRecord record = stores.sessions().find(PREFIX + first.id()).orElseThrow();
        String salt = encode(salt(0));
        int at = record.value().indexOf(salt);
        for (int i = 1; i < channels; i++) {
            String value = record.value().substring(0, at)
                    + encode(salt(i))
                    + record.value().substring(at + salt.length());
            boolean isNew = stores.sessions()
                    .compareAndSet(
                            PREFIX + channel(i).id(), 0, value, record.dueAt().plusMillis(i));
            if (!isNew) {
                throw new IllegalStateException("Two channels have the same id");
            }
        }
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static String encode(Bytes32 bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.bytes());
    }

    private static Bytes32 salt(int number) {
        return Bytes32.of(Keccak.hash("channel " + number));
    }

    private PaidChannel channel(int number) {
        return number == 0 ? first : first.withSalt(salt(number));
    }

    int channels() {
        return channels;
    }

    /** Of those that nobody has paid from yet, in bytes. */
    long heapPerChannel() {
        return heapPerChannel;
    }

    /** So many of its channels, drawn at random. */
    PaidChannel[] some(int count, Random random) {
        return random.ints(0, channels)
                .distinct()
                .limit(Math.min(count, channels))
                .mapToObj(this::channel)
                .toArray(PaidChannel[]::new);
    }

    /** A request with a voucher. */
    Exchange request(PaidChannel channel, long units) {
        BigInteger amount = BigInteger.valueOf(VoucherServer.PRICE * units);
        return exchange(channel.pay(challenge, channel.voucher(amount)));
    }

    private static Exchange exchange(Credential credential) {
        return UNPAID.withCredential(credential);
    }

    /** Has a request let in, and delivered. */
    void serve(Exchange request) {
        if (!(gate.admit(request, route) instanceof Admission.Metered metered)) {
            throw new IllegalStateException("A voucher wasn't taken");
        }
        gate.completed(request, metered.payment(), 200);
    }

    @Override
    public void close() {
        gate.close();
        session.close();
        chain.close();
    }
}
