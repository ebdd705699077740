package org.mpp4j.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * An answer that was paid for: status, header fields and body, and what request it was the answer to. {@link #toBytes} is the
 * form in which stores keep it; it begins with the number of its format. Immutable.
 *
 * @since 0.1
 */
public final class StoredAnswer {

    private static final int FORMAT = 1;

    /**
     * A header field.
     *
     * @param name in any case
     * @param value of the field
     */
    public record Header(String name, String value) {

        /**
         * Checks the parts.
         *
         * @param name in any case
         * @param value of the field
         */
        public Header {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }
    }

    private final String fingerprint;
    private final int status;
    private final List<Header> headers;
    private final byte[] body;

    /**
     * Keeps an answer.
     *
     * @param fingerprint stands for the request that was answered: resource and body
     * @param status of the answer
     * @param headers of the answer, in order
     * @param body of the answer; copied
     */
    public StoredAnswer(String fingerprint, int status, List<Header> headers, byte[] body) {
        this.fingerprint = Objects.requireNonNull(fingerprint, "fingerprint");
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body.clone();
    }

    /**
     * Reads what {@link #toBytes} of this or an earlier version wrote.
     *
     * @param bytes from a store
     * @return the answer
     * @throws IllegalArgumentException if this version can't read them
     */
    public static StoredAnswer fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readUnsignedByte();
            if (format != FORMAT) {
                throw new IllegalArgumentException(
                        "The stored answer has format " + format + "; this version reads format " + FORMAT);
            }
            String fingerprint = in.readUTF();
            int status = in.readUnsignedShort();
            int count = in.readUnsignedShort();
            List<Header> headers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                headers.add(new Header(in.readUTF(), in.readUTF()));
            }
            return new StoredAnswer(fingerprint, status, headers, in.readAllBytes());
        } catch (IOException cutOff) {
            throw new IllegalArgumentException("The stored answer is cut off", cutOff);
        }
    }

    /**
     * The form to be kept.
     *
     * @return a new array
     */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + body.length);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeUTF(fingerprint);
            out.writeShort(status);
            out.writeShort(headers.size());
            for (Header header : headers) {
                out.writeUTF(header.name());
                out.writeUTF(header.value());
            }
            out.write(body);
        } catch (IOException tooLong) {
            throw new UncheckedIOException("A header field of the answer is too long to be kept", tooLong);
        }
        return bytes.toByteArray();
    }

    /**
     * Stands for the request that was answered.
     *
     * @return as given
     */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * The status of the answer.
     *
     * @return for example 200
     */
    public int status() {
        return status;
    }

    /**
     * The header fields of the answer.
     *
     * @return in order
     */
    public List<Header> headers() {
        return headers;
    }

    /**
     * The body of the answer.
     *
     * @return a copy
     */
    public byte[] body() {
        return body.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredAnswer that
                && status == that.status
                && fingerprint.equals(that.fingerprint)
                && headers.equals(that.headers)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fingerprint, status, headers) * 31 + Arrays.hashCode(body);
    }

    /** Status and length. What was paid for isn't shown. */
    @Override
    public String toString() {
        return "StoredAnswer[" + status + ", " + body.length + " bytes]";
    }
}
