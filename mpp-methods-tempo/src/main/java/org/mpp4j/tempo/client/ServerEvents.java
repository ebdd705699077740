package org.mpp4j.tempo.client;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a stream of server-sent events, as HTML has them. An event may be so long and no longer. Not thread-safe. */
final class ServerEvents implements Closeable {

    private static final int LONGEST_EVENT = 1 << 20;

    private final Reader reader;
    private boolean afterReturn;
    private boolean first = true;

    ServerEvents(InputStream in) {
        this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** The next event with data, or null at the end. What stands after the last empty line is no event. */
    @Nullable
    StreamedEvent next() throws IOException {
        String name = "";
        StringBuilder data = null;
        int length = 0;
        for (String line = line(LONGEST_EVENT); line != null; line = line(LONGEST_EVENT - length)) {
            length += line.length() + 1;
            if (line.isEmpty()) {
                if (data != null) {
                    return new StreamedEvent(name.isEmpty() ? "message" : name, data.toString());
                }
                name = "";
                length = 0;
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            if (field.equals("event")) {
                name = valueOf(line, colon);
            } else if (field.equals("data")) {
                data = data == null ? new StringBuilder() : data.append('\n');
                data.append(valueOf(line, colon));
            }
        }
        return null;
    }

    private static String valueOf(String line, int colon) {
        if (colon < 0) {
            return "";
        }
        return line.startsWith(" ", colon + 1) ? line.substring(colon + 2) : line.substring(colon + 1);
    }

    private @Nullable String line(int longest) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            boolean secondHalf = c == '\n' && afterReturn;
            afterReturn = c == '\r';
            if (secondHalf) {
                continue;
            }
            if (c == '\n' || c == '\r') {
                return line.toString();
            }
            if (first && c == '\ufeff') {
                first = false;
                continue;
            }
            first = false;
            if (line.length() >= longest) {
                throw new IOException("An event of the stream is longer than " + LONGEST_EVENT + " characters");
            }
            line.append((char) c);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
