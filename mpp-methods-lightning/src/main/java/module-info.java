/** Payments in bitcoin on the Lightning Network: {@link org.mpp4j.lightning.LightningCharge} charges through a node's invoices. */
module org.mpp4j.lightning {
    requires transitive org.mpp4j.client;
    requires transitive org.mpp4j.core;
    requires static transitive org.jspecify;
    requires java.net.http;
    requires org.bouncycastle.provider;

    exports org.mpp4j.lightning;

    provides org.mpp4j.method.PaymentMethodProvider with
            org.mpp4j.lightning.LightningMethodProvider;
}
