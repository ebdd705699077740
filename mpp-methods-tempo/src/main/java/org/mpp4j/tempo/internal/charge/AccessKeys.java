package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.sig.AccessKey;
import org.mpp4j.tempo.internal.tx.TempoCall;

/**
 * Asks the chain whether an account lets an access key sign for it, and remembers for a moment that it does. How much the key
 * may spend and what it may call is looked at only if this server pays the fee: the chain reverts what goes beyond, and takes the
 * fee for that. Thread-safe.
 */
public final class AccessKeys {

    private static final TempoAddress KEYCHAIN = TempoAddress.parse("0xaaaaaaaa00000000000000000000000000000000");
    private static final byte[] GET_KEY = Arrays.copyOf(Keccak.hash("getKey(address,address)"), 4);
    private static final byte[] GET_LIMIT =
            Arrays.copyOf(Keccak.hash("getRemainingLimitWithPeriod(address,address,address)"), 4);
    private static final byte[] GET_ALLOWED_CALLS = Arrays.copyOf(Keccak.hash("getAllowedCalls(address,address)"), 4);

    /** Of a few hundred contracts, functions and recipients; whoever has more is not sponsored. */
    private static final int LONGEST_ANSWER = 32 * 1024;

    private static final int WORD = 32;
    private static final int KEY_WORDS = 5;

    /** So long a key works on after it was revoked, where the chain isn't asked again anyway. */
    static final Duration REMEMBERED = Duration.ofSeconds(30);

    static final int MOST_REMEMBERED = 10_000;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** A key that was found good, with its end. */
    private record Known(BigInteger expiry, boolean limited, Instant since) {}

    private final TempoNode node;
    private final Duration patience;
    private final InstantSource clock;
    private final SpendingInFlight inFlight = new SpendingInFlight();

    private final Map<AccessKey, Known> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AccessKey, Known> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** Asks this node, for a part of the time that a payment has. */
    public AccessKeys(TempoNode node, Duration deadline, InstantSource clock) {
        this.node = node;
        this.patience = deadline.dividedBy(4);
        this.clock = clock;
    }

    /** Why the key mustn't sign for its account, or that the node doesn't tell; empty if it may. */
    public Optional<Settlement> objectionTo(AccessKey key) {
        Instant now = clock.instant();
        Known last = recall(key);
        if (last != null && now.isBefore(last.since().plus(REMEMBERED)) && isAhead(last.expiry(), now)) {
            return Optional.empty();
        }
        return node.read(KEYCHAIN, Keccak.concatenate(GET_KEY, word(key.account()), word(key.address())), patience)
                .filter(answer -> answer.length >= KEY_WORDS * WORD || answer.length == 0)
                .map(answer -> judge(key, answer, now))
                .orElseGet(() -> untold("whether an access key is authorized"));
    }

    /**
     * Why a key mustn't make these calls, by which it spends so much for its account, or that the node doesn't tell; empty if
     * it may.
     */
    public Optional<Settlement> objectionToSpending(
            AccessKey key, List<TempoCall> calls, TempoAddress token, BigInteger amount) {
        return objectionTo(key).or(() -> {
            Known found = recall(key);
            Map<TempoAddress, BigInteger> amounts =
                    found != null && !found.limited() ? Map.of() : Map.of(token, amount);
            return objectionToBounds(new SponsoredKey(this, key, calls), amounts, Map.of());
        });
    }

    /** Why a key mustn't make the calls that it has signed, or that the node doesn't tell; empty if it may. */
    Optional<Settlement> objectionToCalls(SponsoredKey signed, String transaction, Instant end) {
        AccessKey key = signed.key();
        return objectionTo(key).or(() -> {
            Known found = recall(key);
            Map<TempoAddress, BigInteger> amounts = found != null && !found.limited() ? Map.of() : signed.spending();
            Optional<Settlement> objection =
                    objectionToBounds(signed, amounts, inFlight.add(transaction, key, amounts, end, clock.instant()));
            if (objection.isPresent()) {
                inFlight.remove(transaction);
            }
            return objection;
        });
    }

    /** What its account may change at any time, so it isn't remembered. */
    private Optional<Settlement> objectionToBounds(
            SponsoredKey signed, Map<TempoAddress, BigInteger> amounts, Map<TempoAddress, BigInteger> others) {
        AccessKey key = signed.key();
        List<byte[]> questions = new ArrayList<>();
        questions.add(Keccak.concatenate(GET_ALLOWED_CALLS, word(key.account()), word(key.address())));
        amounts.keySet()
                .forEach(token -> questions.add(
                        Keccak.concatenate(GET_LIMIT, word(key.account()), word(key.address()), word(token))));
        List<Optional<byte[]>> answers = node.readAll(KEYCHAIN, questions, LONGEST_ANSWER, patience);
        Optional<CallScopes> scopes = answers.get(0).flatMap(AccessKeys::scopes);
        if (scopes.isEmpty()) {
            return untold("which calls an access key may make");
        }
        if (!signed.calls().stream().allMatch(scopes.get()::allow)) {
            return notSent("The access key can't make these calls for its account.");
        }
        int next = 1;
        for (Map.Entry<TempoAddress, BigInteger> spent : amounts.entrySet()) {
            Optional<byte[]> answer = answers.get(next++).filter(words -> words.length >= WORD);
            if (answer.isEmpty()) {
                return untold("how much an access key may spend");
            }
            BigInteger left = number(answer.get(), 0).subtract(spent.getValue());
            if (left.signum() < 0) {
                return notSent("The access key can't spend that much for its account.");
            }
            if (left.compareTo(others.getOrDefault(spent.getKey(), BigInteger.ZERO)) < 0) {
                return untold("yet what other payments leave of what an access key may spend");
            }
        }
        return Optional.empty();
    }

    private static Optional<CallScopes> scopes(byte[] answer) {
        try {
            return Optional.of(CallScopes.decode(answer));
        } catch (ProtocolException otherwise) {
            return Optional.empty();
        }
    }

    private static Optional<Settlement> notSent(String why) {
        return Optional.of(Rejected.verificationFailed(why + " The transaction was not sent."));
    }

    SpendingInFlight inFlight() {
        return inFlight;
    }

    private static Optional<Settlement> untold(String what) {
        return Optional.of(
                new Settlement.Unknown(new NodeException("The node doesn't tell " + what), RETRY_AFTER, false));
    }

    private Optional<Settlement> judge(AccessKey key, byte[] answer, Instant now) {
        if (answer.length == 0) {
            return refused("hasn't authorized it");
        }
        if (number(answer, 4).signum() != 0) {
            return refused("has revoked it"); // and then the chain has forgotten the rest
        }
        if (!Arrays.equals(word(key.address()), wordOf(answer, 1))) {
            return refused("hasn't authorized it");
        }
        if (!number(answer, 0).equals(key.type().number())) {
            return refused("has authorized it as a key of another kind");
        }
        BigInteger expiry = number(answer, 2);
        if (!isAhead(expiry, now)) {
            return refused("authorized it for a time that is over");
        }
        synchronized (known) {
            known.remove(key);
            known.put(key, new Known(expiry, number(answer, 3).signum() != 0, now));
        }
        return Optional.empty();
    }

    private static Optional<Settlement> refused(String why) {
        return Optional.of(
                Rejected.verificationFailed("The access key can't sign for the account, which " + why + "."));
    }

    private @Nullable Known recall(AccessKey key) {
        synchronized (known) {
            return known.get(key);
        }
    }

    private static boolean isAhead(BigInteger seconds, Instant now) {
        return seconds.compareTo(BigInteger.valueOf(now.getEpochSecond())) > 0;
    }

    private static byte[] word(TempoAddress address) {
        return Keccak.concatenate(new byte[WORD - 20], address.bytes());
    }

    private static byte[] wordOf(byte[] answer, int index) {
        return Arrays.copyOfRange(answer, index * WORD, (index + 1) * WORD);
    }

    private static BigInteger number(byte[] answer, int index) {
        return BigIntegers.fromUnsignedByteArray(wordOf(answer, index));
    }
}
