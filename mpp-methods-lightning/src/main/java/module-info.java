/** Payments in bitcoin on the Lightning Network. */
module org.mpp4j.lightning {
    requires transitive org.mpp4j.core;
    requires static transitive org.jspecify;
    requires java.net.http;
    requires org.bouncycastle.provider;

    exports org.mpp4j.lightning;
}
