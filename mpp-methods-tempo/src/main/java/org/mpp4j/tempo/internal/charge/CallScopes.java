package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.tx.TempoCall;

/**
 * Which calls an access key may make, as the chain's keychain tells it (TIP-1011). On the first level nothing means that there
 * is nothing it may call; on the two below, that anything goes.
 *
 * @param scoped whether there are bounds at all
 * @param targets the contracts it may call then
 */
record CallScopes(boolean scoped, List<Target> targets) {

    /** A contract, and the functions of it. */
    record Target(TempoAddress contract, List<Rule> rules) {}

    /** A function by its selector, and the addresses that may be its first argument. */
    record Rule(RlpBytes selector, List<TempoAddress> recipients) {}

    private static final int WORD = 32;
    private static final int SELECTOR = 4;

    /**
     * Reads {@code (bool, (address, (bytes4, address[])[])[])}.
     *
     * @throws ProtocolException if it isn't that
     */
    static CallScopes decode(byte[] answer) {
        Reader reader = new Reader(answer);
        boolean scoped = reader.flag(0);
        return new CallScopes(scoped, scoped ? reader.array(reader.offset(WORD), true, reader::target) : List.of());
    }

    /** Whether the chain lets the key make this call. */
    boolean allow(TempoCall call) {
        return !scoped || targets.stream().anyMatch(target -> allows(target, call));
    }

    private static boolean allows(Target target, TempoCall call) {
        if (call.to() == null || !target.contract().equals(call.to())) {
            return false;
        }
        byte[] input = call.input().toArray();
        return target.rules().isEmpty() || target.rules().stream().anyMatch(rule -> allows(rule, input));
    }

    private static boolean allows(Rule rule, byte[] input) {
        if (input.length < SELECTOR || !rule.selector().equals(RlpBytes.of(Arrays.copyOf(input, SELECTOR)))) {
            return false;
        }
        return rule.recipients().isEmpty()
                || (input.length >= SELECTOR + WORD && rule.recipients().contains(argument(input)));
    }

    private static TempoAddress argument(byte[] input) {
        return TempoAddress.of(Arrays.copyOfRange(input, SELECTOR + WORD - 20, SELECTOR + WORD));
    }

    /** Reads the ABI of Solidity, where a place is given from the start of what it is in. */
    private static final class Reader {

        private final byte[] answer;

        /** Places may be given twice; so that they can't be given endlessly often, no more is read than there are words. */
        private int left;

        Reader(byte[] answer) {
            this.answer = answer;
            this.left = answer.length / WORD;
        }

        Target target(int start) {
            return new Target(address(start), array(start + offset(start + WORD), true, this::rule));
        }

        private Rule rule(int start) {
            byte[] selector = Arrays.copyOf(word(start), SELECTOR);
            return new Rule(RlpBytes.of(selector), array(start + offset(start + WORD), false, this::address));
        }

        <T> List<T> array(int start, boolean ofDynamic, IntFunction<T> element) {
            int length = offset(start);
            left -= length;
            if (left < 0) {
                throw malformed();
            }
            List<T> elements = new ArrayList<>(length);
            int content = start + WORD;
            for (int i = 0; i < length; i++) {
                int place = content + i * WORD;
                elements.add(element.apply(ofDynamic ? content + offset(place) : place));
            }
            return elements;
        }

        private TempoAddress address(int start) {
            byte[] word = word(start);
            for (int i = 0; i < WORD - 20; i++) {
                if (word[i] != 0) {
                    throw malformed();
                }
            }
            return TempoAddress.of(Arrays.copyOfRange(word, WORD - 20, WORD));
        }

        boolean flag(int start) {
            int value = offset(start);
            if (value > 1) {
                throw malformed();
            }
            return value == 1;
        }

        /** A number that is no more than there are bytes. */
        int offset(int start) {
            BigInteger number = new BigInteger(1, word(start));
            if (number.compareTo(BigInteger.valueOf(answer.length)) > 0) {
                throw malformed();
            }
            return number.intValueExact();
        }

        private byte[] word(int start) {
            if (start < 0 || start > answer.length - WORD) {
                throw malformed();
            }
            return Arrays.copyOfRange(answer, start, start + WORD);
        }

        private static ProtocolException malformed() {
            return new ProtocolException("What an access key may call is told in a way that isn't known here");
        }
    }
}
