/**
 * The Machine Payments Protocol (HTTP 402 and the "Payment" authentication scheme) without a transport: protocol types
 * and codecs, the payment gate, and the SPIs that payment rails and stores implement.
 */
module org.mpp4j.core {
    requires static transitive org.jspecify;
    requires static transitive java.net.http; // for payment methods that talk to a node or provider
    requires com.fasterxml.jackson.core;
    requires java.json.canonicalization;

    exports org.mpp4j.event;
    exports org.mpp4j.gate;
    exports org.mpp4j.keys;
    exports org.mpp4j.method;
    exports org.mpp4j.money;
    exports org.mpp4j.protocol;
    exports org.mpp4j.session;
    exports org.mpp4j.store;

    uses org.mpp4j.method.PaymentMethodProvider;
}
