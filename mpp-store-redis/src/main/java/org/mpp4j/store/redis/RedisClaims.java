package org.mpp4j.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.ReplayStore.Claim;
import org.mpp4j.store.SharedTrips;

/**
 * First uses of keys. Claims of the same moment share one script: of what a lone claim costs Redis and this side, most is for
 * sending, running and answering a script at all. In a cluster those of a shard do, so that a node that is down holds up only
 * claims that it would keep.
 */
final class RedisClaims {

    /** While one script is under way, the next one gathers. More at a time makes them smaller, not faster. */
    private static final int LANES = 2;

    /** With this begin outcomes of claims that are stored in a format that the script doesn't know. */
    private static final String UNKNOWN_FORMAT = "?";

    private record Request(String key, byte[] who, long lease, long expiry, byte[] memo) {}

    private final RedisLink link;
    private final KeyNames names;
    private final Together together;
    private final List<SharedTrips<Request, String>> trips;

    RedisClaims(RedisLink link, KeyNames names, Together together) {
        this.link = link;
        this.names = names;
        this.together = together;
        this.trips = IntStream.range(0, together.groups())
                .mapToObj(group -> new SharedTrips<>(LANES, Together.MOST, Request::key, this::ask))
                .toList();
    }

    Claim claim(String key, Attempt attempt, Duration lease, Instant expiresAt, @Nullable String memo) {
        Request request = new Request(
                key,
                who(attempt),
                Millis.of(lease),
                Millis.roundedUp(expiresAt),
                memo == null ? new byte[0] : (":" + memo).getBytes(StandardCharsets.UTF_8));
        String outcome = trips.get(together.groupOf(key)).ask(request);
        if (outcome.startsWith(UNKNOWN_FORMAT)) {
            throw Reply.unknownFormat(outcome.substring(UNKNOWN_FORMAT.length()));
        }
        return Claim.valueOf(outcome);
    }

    /** How scripts name the user of a key: the lengths of holder and token in bytes, and both. */
    static byte[] who(Attempt attempt) {
        int holder = attempt.holder().getBytes(StandardCharsets.UTF_8).length;
        int token = attempt.token().getBytes(StandardCharsets.UTF_8).length;
        return (holder + " " + token + " " + attempt.holder() + attempt.token()).getBytes(StandardCharsets.UTF_8);
    }

    private List<String> ask(List<Request> requests) {
        List<byte[]> keys = new ArrayList<>(2 * requests.size());
        requests.forEach(request -> keys.add(names.claim(request.key())));
        requests.forEach(request -> keys.add(names.openClaims(request.key())));
        Call call = Call.of(Script.CLAIM, keys);
        for (Request request : requests) {
            call.with(request.lease())
                    .with(request.expiry())
                    .with(request.who())
                    .with(request.memo())
                    .with(request.key());
        }
        Reply reply = link.call(call);
        return IntStream.range(0, requests.size()).mapToObj(reply::text).toList();
    }
}
