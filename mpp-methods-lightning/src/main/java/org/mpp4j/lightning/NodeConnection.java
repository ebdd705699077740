package org.mpp4j.lightning;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;

/**
 * Where a node's HTTP interface is, and what lets this server use it. Immutable.
 *
 * <p>The credential should be able to do no more than it has to: for charges, to make and to look up invoices (LND: a macaroon
 * with {@code invoices:write invoices:read}; Core Lightning: a rune restricted to {@code invoice} and {@code listinvoices};
 * phoenixd: the limited-access password; LNbits: the invoice key).
 *
 * @since 0.1
 */
public final class NodeConnection {

    private final URI url;
    private final String credential;
    private final @Nullable X509Certificate pinned;
    private final Duration deadline;

    private NodeConnection(URI url, String credential, @Nullable X509Certificate pinned, Duration deadline) {
        this.url = url;
        this.credential = credential;
        this.pinned = pinned;
        this.deadline = deadline;
    }

    /**
     * A connection that trusts the certificates that the Java platform trusts, with a deadline of 5 seconds.
     *
     * @param url {@code https:}, or {@code http:} within a machine or a network you trust; without a query
     * @param credential macaroon in hexadecimal digits, rune, password or key, as the node gave it
     * @return the connection
     * @throws ConfigurationException if the URL or the credential can't be one
     */
    public static NodeConnection to(URI url, String credential) {
        boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        // Never the URL itself: there may be a key in it.
        if (!http || url.getHost() == null || url.getRawQuery() != null || url.getRawUserInfo() != null) {
            throw new ConfigurationException(
                    "The URL of the Lightning node is not an http or https URL with a host, and"
                            + " without a query and user; set it to, for example, https://127.0.0.1:8080");
        }
        String stripped = credential.strip();
        if (stripped.isEmpty() || !stripped.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ConfigurationException(
                    "The credential of the Lightning node is empty or holds characters that no"
                            + " credential has; set it to the macaroon in hexadecimal digits, the rune, the password or the key");
        }
        return new NodeConnection(url, stripped, null, Duration.ofSeconds(5));
    }

    /**
     * This connection, trusting one certificate and no other. Nodes sign their own.
     *
     * @param certificate that the node presents, or that its certificate is signed with
     * @return a copy
     */
    public NodeConnection pinning(X509Certificate certificate) {
        return new NodeConnection(url, credential, Objects.requireNonNull(certificate, "certificate"), deadline);
    }

    /**
     * This connection, trusting one certificate and no other.
     *
     * @param pem the certificate as text, as LND has it in {@code tls.cert}
     * @return a copy
     * @throws ConfigurationException if it isn't a certificate
     */
    public NodeConnection pinning(String pem) {
        try {
            return pinning((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        } catch (CertificateException notACertificate) {
            throw new ConfigurationException(
                    "The TLS certificate of the Lightning node is not a certificate in PEM; set it to the content of the"
                            + " node's tls.cert");
        }
    }

    /**
     * This connection with another deadline for making and looking up invoices.
     *
     * @param time from 100 milliseconds to 1 minute
     * @return a copy
     * @throws ConfigurationException if it is shorter or longer
     */
    public NodeConnection deadline(Duration time) {
        if (time.compareTo(Duration.ofMillis(100)) < 0 || time.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new ConfigurationException(
                    "The deadline of the Lightning node is " + time + "; set it to something from 100ms to 1 minute");
        }
        return new NodeConnection(url, credential, pinned, time);
    }

    /**
     * Where the node is.
     *
     * @return the base of its interface
     */
    public URI url() {
        return url;
    }

    /**
     * What lets this server use it. A secret.
     *
     * @return as the node gave it
     */
    public String revealCredential() {
        return credential;
    }

    /**
     * The only certificate to trust.
     *
     * @return empty if the platform decides
     */
    public Optional<X509Certificate> pinned() {
        return Optional.ofNullable(pinned);
    }

    /**
     * How long making or looking up an invoice may take.
     *
     * @return a time
     */
    public Duration deadline() {
        return deadline;
    }

    /** The host, and nothing else. */
    @Override
    public String toString() {
        return "NodeConnection[" + url.getHost() + "]";
    }
}
