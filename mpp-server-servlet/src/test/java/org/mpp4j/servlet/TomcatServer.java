package org.mpp4j.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.jspecify.annotations.Nullable;

/** Tomcat 10.1 or 11, whichever is on the class path. */
final class TomcatServer implements TestServer {

    private final Path base;
    private final Tomcat tomcat = new Tomcat();
    private final Context context;
    private final AtomicReference<@Nullable String> remoteAddress = new AtomicReference<>();

    TomcatServer(String contextPath, @Nullable String errorPage, int threads, Application application)
            throws Exception {
        base = Files.createTempDirectory("mpp4j-tomcat-");
        tomcat.setBaseDir(base.toString());
        Connector connector = new Connector();
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxThreads", Integer.toString(threads));
        connector.setProperty("minSpareThreads", Integer.toString(Math.min(8, threads)));
        connector.setPort(0);
        tomcat.setConnector(connector);
        context = tomcat.addContext(contextPath, base.toString());
        ((StandardContext) context).setUnloadDelay(100);
        context.setParentClassLoader(TomcatServer.class.getClassLoader());
        context.getPipeline().addValve(new RemoteAddress());
        if (errorPage != null) {
            ErrorPage page = new ErrorPage();
            page.setLocation(errorPage);
            context.addErrorPage(page);
        }
        AtomicReference<@Nullable Exception> notRegistered = new AtomicReference<>();
        context.addServletContainerInitializer(
                (classes, servletContext) -> {
                    try {
                        application.register(servletContext);
                    } catch (ServletException | RuntimeException wrong) {
                        notRegistered.set(wrong);
                        throw wrong;
                    }
                },
                null);
        try {
            tomcat.start();
        } catch (LifecycleException failed) {
            close();
            throw failed;
        }
        Exception wrong = notRegistered.get();
        if (wrong != null || !context.getState().isAvailable()) {
            close();
            throw wrong == null ? new IllegalStateException("The application did not start") : wrong;
        }
    }

    private final class RemoteAddress extends ValveBase {

        RemoteAddress() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            String address = remoteAddress.get();
            if (address != null) {
                request.setRemoteAddr(address);
            }
            getNext().invoke(request, response);
        }
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public ServletContext context() {
        return context.getServletContext();
    }

    @Override
    public void pretendRemoteAddress(String address) {
        remoteAddress.set(address);
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
            try (Stream<Path> files = Files.walk(base)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (LifecycleException | IOException failed) {
            throw new IllegalStateException("Tomcat can't be stopped", failed);
        }
    }
}
