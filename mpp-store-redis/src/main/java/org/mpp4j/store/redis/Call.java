package org.mpp4j.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A script with its keys, which are in one slot, and its arguments; the time comes before these when it is sent. */
final class Call {

    private final Script script;
    private final List<byte[]> keys;
    private final List<byte[]> arguments = new ArrayList<>();

    private Call(Script script, List<byte[]> keys) {
        this.script = script;
        this.keys = keys;
    }

    static Call of(Script script, byte[]... keys) {
        return new Call(script, List.of(keys));
    }

    static Call of(Script script, List<byte[]> keys) {
        return new Call(script, keys);
    }

    Call with(String argument) {
        return with(argument.getBytes(StandardCharsets.UTF_8));
    }

    Call with(long argument) {
        return with(Long.toString(argument));
    }

    Call with(byte[] argument) {
        arguments.add(argument);
        return this;
    }

    Script script() {
        return script;
    }

    List<byte[]> keys() {
        return keys;
    }

    List<byte[]> arguments() {
        return arguments;
    }
}
