package org.mpp4j.interop;

import java.net.URI;
import java.util.Map;
import org.mpp4j.lightning.LightningBackend;
import org.mpp4j.lightning.ldk.LdkPair;
import org.mpp4j.lightning.node.NodeFront;
import org.mpp4j.stripe.fake.FakeStripe;

/** What paid-api is paid through: a Stripe that only plays, and two real Lightning nodes with a channel between them. */
final class Rails implements AutoCloseable {

    static final String PROFILE = "profile_1MqDcVKA5fEO2tZvKQm9g8Yj";

    private final FakeStripe stripe = new FakeStripe();
    private final LdkPair nodes;
    private final NodeFront merchant;
    private final NodeFront customer;

    Rails(LightningBackend backend) throws Exception {
        this.nodes = new LdkPair();
        this.merchant = NodeFront.of(backend, nodes.merchant);
        this.customer = NodeFront.of(LightningBackend.PHOENIXD, nodes.payer);
        Canary.secret(FakeStripe.KEY);
        Canary.secret(NodeFront.CREDENTIAL);
    }

    FakeStripe stripe() {
        return stripe;
    }

    LdkPair nodes() {
        return nodes;
    }

    /** The interface of the node that is paid. */
    NodeFront merchant() {
        return merchant;
    }

    /** The interface of the node that pays. */
    NodeFront customer() {
        return customer;
    }

    /** What has to be in paid-api's environment to sell on a chain and through all of these. */
    Map<String, String> environment(URI tempoNode) {
        Map<String, String> environment = PaidApi.environment(Marketplace.MODERATO, tempoNode);
        environment.put("STRIPE_SECRET_KEY", FakeStripe.KEY);
        environment.put("STRIPE_NETWORK_ID", PROFILE);
        environment.put("STRIPE_API_BASE", stripe.url().toString());
        environment.put("LIGHTNING_BACKEND", merchant.backend().name().toLowerCase(java.util.Locale.ROOT));
        environment.put("LIGHTNING_URL", merchant.url().toString());
        environment.put("LIGHTNING_CREDENTIAL", NodeFront.CREDENTIAL);
        environment.put("LIGHTNING_NETWORK", "regtest");
        environment.put("LIGHTNING_DEADLINE", "PT2S");
        return environment;
    }

    @Override
    public void close() {
        customer.close();
        merchant.close();
        nodes.close();
        stripe.close();
    }
}
