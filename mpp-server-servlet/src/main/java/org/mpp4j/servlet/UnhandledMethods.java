package org.mpp4j.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mpp4j.method.ConfigurationException;

/**
 * The HTTP methods that a servlet has no code for. {@link HttpServlet} itself answers those with 405, and nobody shall pay for
 * that. A servlet that takes requests in some other way, or can't be looked at, has code for everything.
 */
final class UnhandledMethods {

    private static final Map<String, String[]> HANDLERS = Map.of(
            "GET", new String[] {"doGet"},
            "HEAD", new String[] {"doHead", "doGet"},
            "POST", new String[] {"doPost"},
            "PUT", new String[] {"doPut"},
            "PATCH", new String[] {"doPatch"},
            "DELETE", new String[] {"doDelete"});

    private final ServletClasses classes;
    private final Map<String, Set<String>> byServlet = new ConcurrentHashMap<>();

    UnhandledMethods(ServletClasses classes) {
        this.classes = classes;
    }

    boolean contains(String servletName, String httpMethod) {
        return byServlet.computeIfAbsent(servletName, this::of).contains(httpMethod);
    }

    private Set<String> of(String servletName) {
        try {
            return classes.of(servletName).map(UnhandledMethods::of).orElse(Set.of());
        } catch (ConfigurationException | LinkageError unreadable) {
            return Set.of();
        }
    }

    static Set<String> of(Class<?> servlet) {
        if (!HttpServlet.class.isAssignableFrom(servlet)
                || declares(servlet, "service", HttpServletRequest.class, HttpServletResponse.class)
                || declares(servlet, "service", ServletRequest.class, ServletResponse.class)) {
            return Set.of();
        }
        return HANDLERS.entrySet().stream()
                .filter(method -> Stream.of(method.getValue())
                        .noneMatch(handler ->
                                declares(servlet, handler, HttpServletRequest.class, HttpServletResponse.class)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean declares(Class<?> servlet, String name, Class<?>... parameters) {
        for (Class<?> type = servlet; type != null && type != HttpServlet.class; type = type.getSuperclass()) {
            boolean found = Stream.of(type.getDeclaredMethods())
                    .anyMatch(method ->
                            method.getName().equals(name) && Arrays.equals(method.getParameterTypes(), parameters));
            if (found) {
                return true;
            }
        }
        return false;
    }
}
