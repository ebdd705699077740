package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.lightning.node.NodeFront;
import org.mpp4j.lightning.node.PaperWallet;
import org.mpp4j.method.ConfigurationException;

class BackendTest {

    private static final InvoiceOrder ORDER = new InvoiceOrder(21_000, "a fortune", Duration.ofMinutes(6));

    private final PaperWallet wallet = new PaperWallet(InstantSource.system());

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(LightningBackend.class)
    void statesAreTold(LightningBackend backend) {
        try (NodeFront front = NodeFront.of(backend, wallet)) {
            LightningNode node = front.client();
            PaymentHash hash = node.createInvoice(ORDER).paymentHash();

            assertThat(node.lookUp(hash)).isEqualTo(InvoiceState.OPEN);
            wallet.set(hash, InvoiceState.SETTLED);
            assertThat(node.lookUp(hash)).isEqualTo(InvoiceState.SETTLED);
            wallet.set(hash, InvoiceState.HELD);
            assertThat(node.lookUp(hash)).isIn(InvoiceState.HELD, InvoiceState.OPEN);
            wallet.set(hash, InvoiceState.CANCELED);
            assertThat(node.lookUp(hash)).isIn(InvoiceState.CANCELED, InvoiceState.OPEN);
            assertThat(node.lookUp(PaymentHash.of(new byte[32]))).isEqualTo(InvoiceState.UNKNOWN);
        }
    }

    @ParameterizedTest
    @EnumSource(LightningBackend.class)
    void aWrongCredentialMakesNoInvoice(LightningBackend backend) {
        try (NodeFront front = NodeFront.of(backend, wallet)) {
            LightningNode node = backend.at(NodeConnection.to(front.url(), "another"));

            assertThatThrownBy(() -> node.createInvoice(ORDER))
                    .isInstanceOf(NodeUnavailableException.class)
                    .hasMessage("The node answered with HTTP status 401");
            assertThat(wallet.created).hasValue(0);
        }
    }

    @ParameterizedTest
    @EnumSource(LightningBackend.class)
    void whetherANodeThatCannotBeReachedHasPaidIsKnownAndAfterATimeoutIsNot(LightningBackend backend) {
        NodeFront front = NodeFront.of(backend, wallet);
        String bolt11 = front.client().createInvoice(ORDER).bolt11();
        PaymentOrder order = new PaymentOrder(bolt11, 10_000, Duration.ofMillis(200));
        front.failingWith = 500;
        assertThat(front.client().pay(order)).isInstanceOf(PaymentResult.Unclear.class);
        front.failingWith = 409;
        assertThat(front.client().pay(order)).isInstanceOf(PaymentResult.Unclear.class);
        front.failingWith = 401;
        assertThat(front.client().pay(order)).isInstanceOf(PaymentResult.Failed.class);
        front.hanging = true;
        assertThat(front.client().pay(order)).isInstanceOf(PaymentResult.Unclear.class);
        front.close();
        assertThat(front.client().pay(order)).isInstanceOf(PaymentResult.Failed.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = LightningBackend.class,
            names = {"PHOENIXD", "LNBITS"})
    void wholeSatoshiOnlyMeansWholeSatoshi(LightningBackend backend) {
        try (NodeFront front = NodeFront.of(backend, wallet)) {
            assertThatThrownBy(() -> front.client().createInvoice(new InvoiceOrder(1500, "", Duration.ofMinutes(6))))
                    .isInstanceOf(NodeUnavailableException.class)
                    .hasMessage("This node makes invoices of whole satoshi only");
        }
    }

    @Test
    void aFixedFeeAboveTheLimitIsNotPaid() {
        try (NodeFront front = NodeFront.of(LightningBackend.PHOENIXD, wallet)) {
            String bolt11 = front.client().createInvoice(ORDER).bolt11();

            assertThat(front.client().pay(new PaymentOrder(bolt11, 4083, Duration.ofSeconds(5))))
                    .isEqualTo(new PaymentResult.Failed(
                            "The fee of phoenixd, 0.4 percent and 4 satoshi, is above the limit"));
        }
    }

    @Test
    void aPinnedCertificateIsTrustedAndNoOther() throws Exception {
        KeyStore own = selfSigned("own");
        X509Certificate other = (X509Certificate) selfSigned("other").getCertificate("node");
        try (NodeFront front = new NodeFront.Lnd(wallet, serving(own))) {
            NodeConnection connection = front.connection();

            assertThat(LightningBackend.LND
                            .at(connection.pinning((X509Certificate) own.getCertificate("node")))
                            .createInvoice(ORDER))
                    .isNotNull();
            for (NodeConnection untrusting : new NodeConnection[] {connection, connection.pinning(other)}) {
                assertThatThrownBy(() -> LightningBackend.LND.at(untrusting).createInvoice(ORDER))
                        .isInstanceOf(NodeUnavailableException.class)
                        .hasMessage("The node can't be reached: SSLHandshakeException");
            }
            assertThat(wallet.created).hasValue(1);
        }
    }

    private KeyStore selfSigned(String name) throws Exception {
        Path file = directory.resolve(name);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "node",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        return keys;
    }

    private static SSLContext serving(KeyStore keys) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://node", "127.0.0.1:8080", "https://user:password@node", "https://node?key=secret"})
    void aUrlThatIsNoneIsRefusedWithoutShowingIt(String url) {
        assertThatThrownBy(() -> NodeConnection.to(URI.create(url.replace("127.0.0.1:", "x:")), "secret"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The URL of the Lightning node is not an http or https URL with a host, and without a query"
                        + " and user; set it to, for example, https://127.0.0.1:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "line\nbreak"})
    void aCredentialThatIsNoneIsRefused(String credential) {
        assertThatThrownBy(() -> NodeConnection.to(URI.create("https://node"), credential))
                .isInstanceOf(ConfigurationException.class);
    }
}
