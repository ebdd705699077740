package org.mpp4j.servlet;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** Jetty 12 with ee10. */
final class JettyServer implements TestServer {

    private final Server server;
    private final ServerConnector connector;
    private final ServletContextHandler handler;
    private final AtomicReference<@Nullable String> remoteAddress = new AtomicReference<>();

    JettyServer(String contextPath, @Nullable String errorPage, int threads, Application application) throws Exception {
        QueuedThreadPool pool = new QueuedThreadPool(threads, Math.min(8, threads));
        pool.setDaemon(true);
        server = new Server(pool);
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer((request, responseHeaders) -> {
            String address = remoteAddress.get();
            return address == null ? request : new RemoteRequest(request, address);
        });
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        server.addConnector(connector);
        handler = new ServletContextHandler(contextPath.isEmpty() ? "/" : contextPath);
        handler.addServletContainerInitializer((classes, context) -> application.register(context));
        if (errorPage != null) {
            ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
            errors.addErrorPage(400, 599, errorPage);
            errors.addErrorPage(Throwable.class, errorPage);
            handler.setErrorHandler(errors);
        }
        server.setHandler(handler);
        try {
            server.start();
        } catch (Exception failed) {
            close();
            throw failed;
        }
    }

    /** Jetty takes servlets while it runs. */
    void addServlet(Servlet servlet, String mapping) {
        handler.addServlet(new ServletHolder(servlet), mapping);
    }

    /** A request that came from somewhere else. */
    private static final class RemoteRequest extends Request.Wrapper {

        private final ConnectionMetaData connection;

        RemoteRequest(Request request, String address) {
            super(request);
            connection = new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
                @Override
                public SocketAddress getRemoteSocketAddress() {
                    return new InetSocketAddress(address, 4711);
                }
            };
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return connection;
        }
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public ServletContext context() {
        return handler.getServletContext();
    }

    @Override
    public void pretendRemoteAddress(String address) {
        remoteAddress.set(address);
    }

    @Override
    public void close() {
        try {
            connector.getConnectedEndPoints().forEach(EndPoint::close);
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("Jetty can't be stopped", failed);
        }
    }
}
