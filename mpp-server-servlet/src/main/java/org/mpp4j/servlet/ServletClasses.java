package org.mpp4j.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;

/** The classes of an application's servlets, by the names they are registered under. */
final class ServletClasses {

    private final ServletContext context;

    ServletClasses(ServletContext context) {
        this.context = context;
    }

    /**
     * The class of a servlet.
     *
     * @return empty for the container's own, such as what answers 404, and for bare JSPs
     * @throws ConfigurationException if it can't be loaded
     */
    Optional<Class<?>> of(String servletName) {
        ServletRegistration registration = context.getServletRegistration(servletName);
        String className = registration == null ? null : registration.getClassName();
        return className == null ? Optional.empty() : Optional.of(load(servletName, className));
    }

    private Class<?> load(String servletName, String className) {
        List<ClassLoader> loaders = new ArrayList<>();
        addIfPresent(loaders, context.getClassLoader()); // null in an embedded Jetty
        addIfPresent(loaders, Thread.currentThread().getContextClassLoader());
        addIfPresent(loaders, ServletClasses.class.getClassLoader());
        Throwable last = null;
        for (ClassLoader loader : loaders) {
            try {
                return Class.forName(className, false, loader);
            } catch (ClassNotFoundException | LinkageError notHere) {
                last = notHere;
            }
        }
        throw new ConfigurationException(
                "The class of servlet \"" + servletName + "\" (" + className
                        + ") can't be loaded, so it can't be told what it costs; price it by name with"
                        + " priceServlet(\"" + servletName + "\", …), or mend its class path",
                last);
    }

    private static void addIfPresent(List<ClassLoader> loaders, @Nullable ClassLoader loader) {
        if (loader != null) {
            loaders.add(loader);
        }
    }
}
