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
import org.mpp4j.store.UnresolvedClaim;
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
        assertThat(redis.get(nameOf("claim"))).startsWith("3 S ").contains("alice");
    }

    @Test
    void anOpenClaimOfFormat2IsTakenUpByItsHolderAndWrittenAnew() {
        Attempt first = Attempt.by("alice");
        long leaseEnd = clock.instant().plusSeconds(5).toEpochMilli();
        redis.hset(
                nameOf("claim"),
                Map.of(
                        "v", "2",
                        "h", "alice",
                        "t", first.token(),
                        "s", "F",
                        "at", String.valueOf(leaseEnd),
                        "x", String.valueOf(later.toEpochMilli()),
                        "m", "memo: of alice"));
        redis.zadd(nameOf("claim").replaceAll(":claim:.*", ":open"), leaseEnd, key);
        Attempt second = Attempt.by("alice");

        assertThat(claim(first)).isEqualTo(Claim.CLAIMED);
        assertThat(claim(second)).isEqualTo(Claim.IN_FLIGHT);
        clock.advance(Duration.ofSeconds(5));
        assertThat(claim(second)).isEqualTo(Claim.UNDECIDED);
        assertThat(stores.replays().unresolved(1000)).contains(new UnresolvedClaim(key, "alice", "memo: of alice"));
        assertThat(stores.replays().resume(key, second, LEASE)).isTrue();
        stores.replays().end(List.of(new Ending(key, first, How.RELEASED, later)));
        stores.replays().end(List.of(new Ending(key, second, How.SPENT, later)));

        assertThat(claim(second)).isEqualTo(Claim.SPENT);
        assertThat(redis.type(nameOf("claim"))).isEqualTo("string");
    }

    @Test
    void answersAndChallengesOfFormat2AreRead() {
        String expiry = String.valueOf(later.toEpochMilli());
        redis.hset(nameOf("challenge"), Map.of("v", "2", "x", expiry, "d", "one two", "t", "token"));

        assertThat(stores.challenges().put(key, "other", later)).isFalse();
        assertThat(stores.challenges().find(key)).contains("one two");
        clock.set(later);
        assertThat(stores.challenges().find(key)).isEmpty();
        assertThat(stores.challenges().put(key, "other", later.plusSeconds(1))).isTrue();
        assertThat(stores.challenges().find(key)).contains("other");
    }

    @Test
    void aLedgerOfFormat2IsReadAndAddedTo() {
        LedgerEntry settled = settled("old:" + key);
        givenLedgerEntryOfFormat2(settled);
        LedgerEntry delivered = settled.then(Kind.DELIVERED, clock.instant().plusSeconds(1), 200);
        assertThat(stores.ledger().byChallenge(settled.challengeId())).containsExactly(settled);
        assertThat(allUndelivered()).contains(settled);

        stores.ledger().append(List.of(settled, delivered));

        assertThat(stores.ledger().byChallenge(settled.challengeId())).containsExactly(settled, delivered);
        assertThat(stores.ledger().byReference(settled.reference())).containsExactly(settled, delivered);
        assertThat(allUndelivered()).doesNotContain(settled);
    }

    private List<LedgerEntry> allUndelivered() {
        return stores.ledger().undelivered(Instant.MAX, 100_000);
    }

    private void givenLedgerEntryOfFormat2(LedgerEntry entry) {
        String ledger = "mpp:{ledger}:";
        long at = entry.at().toEpochMilli();
        redis.hset(
                ledger + "entry:" + entry.id(),
                Map.ofEntries(
                        Map.entry("v", "2"),
                        Map.entry("kind", entry.kind().name()),
                        Map.entry("at", String.valueOf(at)),
                        Map.entry("challenge", entry.challengeId()),
                        Map.entry("reference", entry.reference()),
                        Map.entry("method", entry.method()),
                        Map.entry("intent", entry.intent()),
                        Map.entry("amount", entry.amount()),
                        Map.entry("currency", entry.currency()),
                        Map.entry("target", entry.target()),
                        Map.entry("status", "0")));
        redis.zadd(ledger + "time", at, entry.id());
        redis.zadd(ledger + "undelivered", at, entry.id());
        redis.zadd(ledger + "reference:" + entry.reference(), at, entry.id());
        redis.zadd(ledger + "challenge:" + entry.challengeId(), at, "S:" + entry.id());
    }

    @Test
    void whatIsKnownAlreadyAndWhatIsNewAreAddedTogether() {
        LedgerEntry known = settled("known:" + key);
        LedgerEntry fresh = settled("fresh é:" + key);
        LedgerEntry knownDelivered = known.then(Kind.DELIVERED, clock.instant(), 200);
        stores.ledger().append(List.of(known));

        stores.ledger().append(List.of(known, knownDelivered, fresh, fresh));

        assertThat(stores.ledger().byChallenge(known.challengeId())).containsExactlyInAnyOrder(known, knownDelivered);
        assertThat(stores.ledger().byChallenge(fresh.challengeId())).containsExactly(fresh);
        assertThat(allUndelivered()).contains(fresh).doesNotContain(known);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim", "answer", "challenge"})
    void aStringOfALaterVersionIsRefused(String kind) {
        redis.set(nameOf(kind), "4 anything");

        assertThatThrownBy(() -> read(kind))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageStartingWith("Redis holds data of format 4 under this key prefix");
        assertThat(redis.get(nameOf(kind))).isEqualTo("4 anything");
    }

    @Test
    void oneClaimThatCanNotBeReadLeavesTheOtherEndingsAlone() {
        Attempt alice = Attempt.by("alice");
        claim(alice);
        redis.set(new String(new KeyNames("mpp:").claim("later:" + key)), "4 anything");

        assertThatThrownBy(() -> stores.replays()
                        .end(List.of(
                                new Ending("later:" + key, alice, How.SPENT, later),
                                new Ending(key, alice, How.SPENT, later))))
                .isInstanceOf(StoreUnavailableException.class);

        assertThat(claim(alice)).isEqualTo(Claim.SPENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim", "answer", "challenge", "session"})
    void whatALaterVersionWroteIsRefused(String kind) {
        redis.hset(nameOf(kind), Map.of("v", "4", "x", "9007199254740991"));

        assertThatThrownBy(() -> read(kind))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("Redis holds data of format 4 under this key prefix; this version of mpp-store-redis reads"
                        + " formats 1 to 3. Use the version that wrote them, or another prefix");
        assertThat(redis.hget(nameOf(kind), "v")).isEqualTo("4");
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
                .hasMessageNotContaining("secret")
                .hasMessageStartingWith("Redis holds data of format (none) under this key prefix");
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
                "reference of " + challenge,
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
