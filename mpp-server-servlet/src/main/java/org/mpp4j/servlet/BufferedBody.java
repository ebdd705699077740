package org.mpp4j.servlet;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.BodyDigest;

/**
 * The body of a request, read once and kept so that it can be digested before and read after the payment: in memory up to a
 * threshold, in a temporary file above it, refused above a limit.
 */
final class BufferedBody implements AutoCloseable {

    /** The body is longer than the limit. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge(long limit) {
            super("The body of the request is longer than " + limit + " bytes");
        }
    }

    /** Somebody in front of the filter read the body, so that it can't be bound. */
    static final class AlreadyRead extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AlreadyRead() {
            super(
                    "The body of the request was read before the payment filter could digest it; map the payment filter in"
                            + " front of whatever reads parameters or bodies, or price the resource with bodies unbound");
        }
    }

    private final byte[] memory;
    private final @Nullable Path file;
    private final long length;
    private final Optional<BodyDigest> digest;

    private BufferedBody(byte[] memory, @Nullable Path file, long length, Optional<BodyDigest> digest) {
        this.memory = memory;
        this.file = file;
        this.length = length;
        this.digest = digest;
    }

    /**
     * Reads a body to its end.
     *
     * @throws TooLarge if it is longer than the limit; as little as possible is read of it
     * @throws AlreadyRead if there should be a body, and it is gone
     */
    static BufferedBody read(HttpServletRequest request, long limit, int inMemory) throws IOException {
        long announced = request.getContentLengthLong();
        if (announced > limit) {
            throw new TooLarge(limit);
        }
        ServletInputStream in;
        try {
            in = request.getInputStream();
        } catch (IllegalStateException readerInUse) {
            throw new AlreadyRead();
        }
        if (in.isFinished()) {
            throw new AlreadyRead();
        }
        MessageDigest sha256 = BodyDigest.newSha256();
        ByteArrayOutputStream memory = new ByteArrayOutputStream();
        Path file = null;
        OutputStream fileOut = null;
        long length = 0;
        byte[] chunk = new byte[8192];
        try {
            int read;
            while ((read = in.read(chunk)) != -1) {
                length += read;
                if (length > limit) {
                    throw new TooLarge(limit);
                }
                sha256.update(chunk, 0, read);
                if (fileOut == null && length > inMemory) {
                    file = Files.createTempFile("mpp4j-body-", null);
                    fileOut = Files.newOutputStream(file);
                    memory.writeTo(fileOut);
                    memory = new ByteArrayOutputStream(0);
                }
                (fileOut == null ? memory : fileOut).write(chunk, 0, read);
            }
            if (announced >= 0 ? length != announced : length == 0 && isForm(request)) {
                throw new AlreadyRead();
            }
        } catch (IOException | RuntimeException failed) {
            closeAndDelete(fileOut, file);
            throw failed;
        }
        if (fileOut != null) {
            fileOut.close();
        }
        return new BufferedBody(
                memory.toByteArray(),
                file,
                length,
                length == 0 ? Optional.empty() : Optional.of(BodyDigest.ofSha256(sha256.digest())));
    }

    /** Whether an empty body of unknown length held a form, which somebody took the parameters of. */
    private static boolean isForm(HttpServletRequest request) {
        String type = Objects.toString(request.getContentType(), "").toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/x-www-form-urlencoded")) {
            return type.startsWith("multipart/"); // which is never empty
        }
        BodyParameters fromQuery = new BodyParameters();
        fromQuery.addEncoded(Objects.toString(request.getQueryString(), ""), StandardCharsets.UTF_8);
        int all = 0;
        for (String[] values : request.getParameterMap().values()) {
            all += values.length;
        }
        return all > fromQuery.count();
    }

    private static void closeAndDelete(@Nullable OutputStream out, @Nullable Path file) throws IOException {
        if (out != null) {
            out.close();
        }
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }

    /** The digest of the body, or empty if there is none. */
    Optional<BodyDigest> digest() {
        return digest;
    }

    long length() {
        return length;
    }

    /** The body from its beginning. */
    InputStream open() {
        try {
            return file == null ? new ByteArrayInputStream(memory) : Files.newInputStream(file);
        } catch (IOException gone) {
            throw new UncheckedIOException("The buffered body of the request can't be read", gone);
        }
    }

    /** Forgets the body. */
    @Override
    public void close() {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException undeletable) {
                file.toFile().deleteOnExit();
            }
        }
    }
}
