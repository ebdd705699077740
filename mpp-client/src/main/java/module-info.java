/**
 * The paying side of the Machine Payments Protocol: {@link org.mpp4j.client.PayingHttpClient} answers 402 responses within
 * limits, with the {@link org.mpp4j.client.Payer}s of payment rails.
 */
module org.mpp4j.client {
    requires transitive java.net.http;
    requires transitive org.mpp4j.core;
    requires static transitive org.jspecify;

    exports org.mpp4j.client;
}
