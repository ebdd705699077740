/**
 * Payments on the Tempo blockchain: {@link org.mpp4j.tempo.TempoCharge} charges in stablecoins, by transactions that the
 * client signs, and this server or the client sends; {@link org.mpp4j.tempo.TempoSession} takes payments from payment channels.
 */
@SuppressWarnings("requires-automatic") // web3j has no module descriptors, nor names of its own choice
module org.mpp4j.tempo {
    requires transitive org.mpp4j.client;
    requires transitive org.mpp4j.core;
    requires static transitive org.jspecify;
    requires abi;
    requires java.net.http;
    requires org.bouncycastle.provider;
    requires utils;

    exports org.mpp4j.tempo;
    exports org.mpp4j.tempo.client;

    provides org.mpp4j.method.PaymentMethodProvider with
            org.mpp4j.tempo.TempoMethodProvider;
}
