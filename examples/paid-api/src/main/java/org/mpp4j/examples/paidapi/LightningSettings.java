package org.mpp4j.examples.paidapi;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.mpp4j.lightning.LightningBackend;
import org.mpp4j.lightning.LightningCharge;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.lightning.NodeConnection;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.ChallengeStore;

/**
 * Payment in bitcoin on Lightning, if {@code LIGHTNING_BACKEND} or another of its variables is set.
 *
 * @param node that is paid
 * @param network that it is on
 */
record LightningSettings(LightningNode node, LightningNetwork network) {

    static Optional<LightningSettings> from(Environment environment) {
        if (Stream.of("BACKEND", "URL", "CREDENTIAL", "TLS_CERT", "NETWORK", "DEADLINE")
                .allMatch(name -> environment.optional("LIGHTNING_" + name).isEmpty())) {
            return Optional.empty();
        }
        String kinds = "lnd, cln, phoenixd or lnbits";
        String kind = environment.required("LIGHTNING_BACKEND", kinds);
        LightningBackend backend = LightningBackend.named(kind).orElseThrow(() -> wrong("BACKEND", kinds, kind));
        String network = environment.optional("LIGHTNING_NETWORK").orElse(LightningNetwork.MAINNET.identifier());
        LightningNetwork known = LightningNetwork.named(network.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> wrong("NETWORK", "mainnet, signet or regtest", network));
        return Optional.of(new LightningSettings(backend.at(connection(environment)), known));
    }

    private static ConfigurationException wrong(String name, String what, String value) {
        return new ConfigurationException(
                "The environment variable LIGHTNING_" + name + " is " + what + ", got \"" + value + "\"");
    }

    private static NodeConnection connection(Environment environment) {
        String what = "the HTTP interface of the Lightning node, such as https://127.0.0.1:8080";
        URI url = environment.url("LIGHTNING_URL", environment.required("LIGHTNING_URL", what), what);
        // With something in the place of the credential, so that what is wrong can be named.
        Environment.named("LIGHTNING_URL", () -> NodeConnection.to(url, "none"));
        String credential = environment.required(
                "LIGHTNING_CREDENTIAL",
                "the node's macaroon in hexadecimal digits (lnd), rune (cln), password (phoenixd) or key (lnbits)");
        NodeConnection connection = Environment.named("LIGHTNING_CREDENTIAL", () -> NodeConnection.to(url, credential));
        Optional<String> certificate = environment.optional("LIGHTNING_TLS_CERT");
        NodeConnection pinned = certificate.isEmpty()
                ? connection
                : Environment.named("LIGHTNING_TLS_CERT", () -> connection.pinning(pem(certificate.get())));
        return Environment.named(
                "LIGHTNING_DEADLINE", () -> pinned.deadline(environment.duration("LIGHTNING_DEADLINE", "PT5S")));
    }

    private static String pem(String given) {
        if (given.startsWith("-----BEGIN")) {
            return given;
        }
        try {
            return Files.readString(Path.of(given));
        } catch (IOException | InvalidPathException unreadable) {
            throw new ConfigurationException("\"" + given
                    + "\" is not a file that can be read as text; set it to the node's tls.cert, or to what is in it");
        }
    }

    /**
     * The payment method.
     *
     * @param challenges where it keeps what its challenges were, for all instances that share them
     */
    LightningCharge charge(ChallengeStore challenges) {
        return LightningCharge.builder()
                .node(node)
                .network(network)
                .challengeStore(challenges)
                .build();
    }
}
