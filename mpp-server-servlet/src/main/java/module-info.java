/** Charges for requests to a Jakarta Servlet application with the Machine Payments Protocol. */
module org.mpp4j.servlet {
    requires transitive org.mpp4j.core;
    requires transitive jakarta.servlet;
    requires static transitive org.jspecify;
    requires org.apache.commons.fileupload2.core;

    exports org.mpp4j.servlet;

    uses org.mpp4j.method.PaymentMethodProvider;

    provides jakarta.servlet.ServletContainerInitializer with
            org.mpp4j.servlet.NamedDispatchInitializer;
}
