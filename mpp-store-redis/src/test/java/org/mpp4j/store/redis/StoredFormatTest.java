package org.mpp4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.ReplayStore.Claim;
import org.mpp4j.store.StoreUnavailableException;
import org.mpp4j.testkit.TestClock;

/** What earlier versions wrote is read, and what later ones write is refused. */
class StoredFormatTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private static RedisClient client;
    private static RedisCommands<String, String> redis;

    private final TestClock clock = TestClock.at("2026-01-31T12:00:00Z");
    private final Instant later = clock.instant().plusSeconds(60);
    private final String key = UUID.randomUUID().toString();
    private final RedisStores stores =
            RedisStores.builder(TestServer.shared().uri()).clock(clock).build();

    @BeforeAll
    static void connect() {
        client = RedisClient.create(TestServer.shared().uri());
        redis = client.connect().sync();
    }

    @AfterAll
    static void disconnect() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    @AfterEach
    void close() {
        stores.close();
    }

    private String nameOf(String kind) {
        return new String(new KeyNames("mpp:").claim(key)).replace(":claim:", ":" + kind + ":");
    }

    private void givenClaimOfFormat1(String state, String expiresAt) {
        redis.hset(nameOf("claim"), Map.of("v", "1", "holder", "alice", "state", state, "expiresAt", expiresAt));
    }

    private Claim claim(Attempt attempt) {
        return stores.replays().claim(key, attempt, LEASE, later, null);
    }

    @Test
    void aSpentClaimOfFormat1IsSpent() {
        givenClaimOfFormat1("SPENT", String.valueOf(later.toEpochMilli()));

        assertThat(claim(Attempt.by("alice"))).isEqualTo(Claim.SPENT);
        clock.set(later);
        assertThat(claim(Attempt.by("alice"))).isEqualTo(Claim.CLAIMED);
    }

    @Test
    void aSpentClaimOfFormat1IsSpentForEver() {
        givenClaimOfFormat1("SPENT", "9007199254740991");

        clock.advance(Duration.ofDays(365_243));

        assertThat(claim(Attempt.by("alice"))).isEqualTo(Claim.SPENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"IN_FLIGHT", "UNDECIDED"})
    void anOpenClaimOfFormat1IsTakenUpByItsHolderAndWrittenAnew(String state) {
        givenClaimOfFormat1(state, String.valueOf(later.toEpochMilli()));
        Attempt alice = Attempt.by("alice");

        assertThat(claim(Attempt.by("bob"))).isEqualTo(Claim.IN_FLIGHT);
        assertThat(claim(alice)).isEqualTo(Claim.UNDECIDED);
        assertThat(stores.replays().resume(key, Attempt.by("bob"), LEASE)).isFalse();
        assertThat(stores.replays().resume(key, alice, LEASE)).isTrue();
        stores.replays().end(List.of(new Ending(key, alice, How.SPENT, later)));

        assertThat(claim(alice)).isEqualTo(Claim.SPENT);
        assertThat(redis.hgetall(nameOf("claim"))).containsEntry("v", "2").doesNotContainKey("holder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim", "answer", "challenge", "session"})
    void whatALaterVersionWroteIsRefused(String kind) {
        redis.hset(nameOf(kind), Map.of("v", "3", "x", "9007199254740991"));

        assertThatThrownBy(() -> read(kind))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("Redis holds data of format 3 under this key prefix; this version of mpp-store-redis reads"
                        + " formats 1 and 2. Use the version that wrote them, or another prefix");
        assertThat(redis.hget(nameOf(kind), "v")).isEqualTo("3");
    }

    private void read(String kind) {
        switch (kind) {
            case "claim" -> claim(Attempt.by("alice"));
            case "answer" -> stores.answers().find(key);
            case "challenge" -> stores.challenges().put(key, "value", later);
            default -> stores.sessions().compareAndSet(key, 0, "value", later);
        }
    }

    @Test
    void aKeyOfAnotherKindIsRefusedWithoutBeingNamed() {
        redis.set(nameOf("claim"), "secret");

        assertThatThrownBy(() -> claim(Attempt.by("alice")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasNoCause()
                .hasMessageNotContaining(key)
                .hasMessageStartingWith("Redis refused a command: ");
    }

    @Test
    void nothingIsAddedToALedgerWithAKeyOfAnotherKind() {
        LedgerEntry good = settled("good:" + key);
        LedgerEntry bad = settled("bad:" + key);
        redis.set("mpp:{ledger}:challenge:" + bad.challengeId(), "not an index");

        assertThatThrownBy(() -> stores.ledger().append(List.of(good, bad)))
                .isInstanceOf(StoreUnavailableException.class);

        assertThat(stores.ledger().byChallenge(good.challengeId())).isEmpty();
    }

    private LedgerEntry settled(String challenge) {
        return new LedgerEntry(
                LedgerEntry.idOf(Kind.SETTLED, challenge),
                Kind.SETTLED,
                clock.instant(),
                challenge,
                "reference",
                "sandbox",
                "charge",
                "1",
                "usd",
                null,
                "GET /",
                0);
    }

    @Test
    void whatExpiresIsLeftToRedisAndWhatIsForEverIsNot() {
        try (RedisStores realTime =
                RedisStores.builder(TestServer.shared().uri()).build()) {
            Attempt alice = Attempt.by("alice");
            Instant hour = Instant.now().plusSeconds(3600);
            realTime.replays().claim(key, alice, LEASE, hour, null);
            assertThat(redis.pttl(nameOf("claim"))).isBetween(3_600_000L, 4_300_000L);

            realTime.replays().end(List.of(new Ending(key, alice, How.SPENT, hour)));
            assertThat(redis.pttl(nameOf("claim"))).isBetween(3_500_000L, 3_600_000L);

            realTime.challenges().put(key, "value", Instant.MAX);
            assertThat(redis.pttl(nameOf("challenge"))).isEqualTo(-1);

            realTime.challenges().put(key + "2", "value", Instant.now().minusSeconds(1));
            assertThat(realTime.challenges().find(key + "2")).isEmpty();
        }
    }
}
