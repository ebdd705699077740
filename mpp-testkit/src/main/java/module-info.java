/**
 * What tests of paid resources need: play money, a paying HTTP client, and the contract tests that every payment method and
 * every store has to pass.
 */
module org.mpp4j.testkit {
    requires static transitive org.jspecify;
    requires transitive java.net.http;
    requires transitive org.mpp4j.client;
    requires transitive org.mpp4j.core;
    requires transitive org.junit.jupiter.api;
    requires jdk.httpserver;
    requires org.assertj.core;

    exports org.mpp4j.testkit;

    // JUnit calls the contract tests, which aren't public, through subclasses in other modules.
    opens org.mpp4j.testkit;

    provides org.mpp4j.method.PaymentMethodProvider with
            org.mpp4j.testkit.SandboxMethodProvider;
}
