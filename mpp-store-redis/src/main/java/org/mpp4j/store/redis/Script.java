package org.mpp4j.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What Redis is asked to do, each as a whole. */
enum Script {
    CLAIM("time", "claims", "claim"),
    RESUME("time", "claims", "resume"),
    RENEW("time", "claims", "renew"),
    END("time", "claims", "end"),
    LOOK("time", "claims", "look"),
    RANGE("time", "range"),
    PUT("time", "records", "put"),
    FIND("time", "records", "find"),
    REMOVE("time", "records", "remove"),
    SESSION_SET("sessions", "session-set"),
    SESSION_FIND("sessions", "session-find"),
    SESSION_REMOVE("sessions", "session-remove"),
    LEDGER_BEGIN("ledger-begin"),
    LEDGER_APPEND("ledger-members", "ledger-append"),
    LEDGER_LIST("ledger-members", "ledger-list"),
    LEDGER_BETWEEN("ledger-between"),
    LEDGER_READ("ledger-read");

    private final byte[] text;
    private final byte[] digest;

    Script(String... parts) {
        StringBuilder whole = new StringBuilder();
        for (String part : parts) {
            whole.append(resource(part + ".lua"));
        }
        this.text = whole.toString().getBytes(StandardCharsets.UTF_8);
        this.digest = sha1(text);
    }

    byte[] text() {
        return text;
    }

    /** By which Redis knows the script once it has seen it. */
    byte[] digest() {
        return digest;
    }

    private static String resource(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + name + " is missing in mpp-store-redis");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(bytes);
            return HexFormat.of().formatHex(hash).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("Every JDK has SHA-1", never);
        }
    }
}
