package org.mpp4j.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;

/** A servlet container on a free port of the loopback interface, with one application. */
interface TestServer extends AutoCloseable {

    /** Servlets, filters and listeners, registered when the application starts. */
    interface Application {
        void register(ServletContext context) throws ServletException;
    }

    /** The container that this run of the tests is for: {@code jetty}, or what a Tomcat says it is. */
    static String wanted() {
        return System.getProperty("mpp.test.container", "jetty");
    }

    static boolean isJetty() {
        return wanted().equals("jetty");
    }

    /**
     * Starts the container.
     *
     * @param contextPath of the application, empty for the root
     * @param errorPage path of what is shown for every error, or null for the container's own
     * @throws Exception that the application threw when it started, if it did
     */
    static TestServer start(String contextPath, @Nullable String errorPage, Application application) throws Exception {
        return start(contextPath, errorPage, 64, application);
    }

    /**
     * Starts the container with so many threads for requests, its own included.
     *
     * @throws Exception that the application threw when it started, if it did
     */
    static TestServer start(String contextPath, @Nullable String errorPage, int threads, Application application)
            throws Exception {
        // Each is loaded only when it is wanted: the other's classes may not be there.
        return isJetty()
                ? new JettyServer(contextPath, errorPage, threads, application)
                : new TomcatServer(contextPath, errorPage, threads, application);
    }

    int port();

    /** The servlet context, also after start-up. */
    ServletContext context();

    /** Makes the container take every request for one of another machine, as behind a network. */
    void pretendRemoteAddress(String address);

    @Override
    void close();
}
