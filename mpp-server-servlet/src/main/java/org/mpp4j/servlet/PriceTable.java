package org.mpp4j.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Route;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.PaymentMethod;

/** What costs what, complete and checked: by servlet name, by annotation, by path. */
final class PriceTable {

    /** A tariff at its place, with its route if that is the same for every request. */
    record Entry(String place, Tariff tariff, @Nullable Route fixedRoute) {

        static Entry of(String place, Tariff tariff) {
            return new Entry(place, tariff, tariff.isComputed() ? null : tariff.route(place));
        }
    }

    /** The path is that of a price but for the case of its letters. */
    static final class AlmostPricedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AlmostPricedException() {
            super("The path differs from a priced one only in the case of its letters");
        }
    }

    private final Map<String, Entry> byServlet = new LinkedHashMap<>();
    private final Map<PathPattern, Entry> byPath = new LinkedHashMap<>();
    private final Map<String, Optional<Entry>> annotated = new ConcurrentHashMap<>();
    private final PaidAnnotations annotations;
    private final UnhandledMethods unhandled;
    private final ServletContext context;
    private final boolean settledOnSuccess;

    /**
     * Checks everything that can be checked now.
     *
     * @throws ConfigurationException if something can't work
     */
    PriceTable(
            ServletContext context,
            @Nullable String filterName,
            Collection<PaymentMethod> methods,
            Map<String, Tariff> servletTariffs,
            Map<PathPattern, Tariff> pathTariffs,
            boolean settledOnSuccess) {
        this.context = context;
        this.settledOnSuccess = settledOnSuccess;
        ServletClasses classes = new ServletClasses(context);
        this.annotations = new PaidAnnotations(classes, methods);
        this.unhandled = new UnhandledMethods(classes);
        servletTariffs.forEach((name, tariff) -> byServlet.put(name, entry("servlet " + name, tariff)));
        pathTariffs.forEach((pattern, tariff) -> byPath.put(pattern, entry("path " + pattern, tariff)));
        Map<String, ? extends ServletRegistration> servlets = context.getServletRegistrations();
        List<String> filterPaths = filterPaths(context, filterName);
        byServlet.keySet().forEach(name -> requireServlet(name, servlets));
        servlets.forEach((name, servlet) -> requireCovered(name, servlet, filterPaths));
        requireDistinct();
        byPath.keySet().forEach(pattern -> requireReachable(pattern, servlets.values(), filterPaths));
    }

    private Entry entry(String place, Tariff tariff) {
        return Entry.of(place, settledOnSuccess ? tariff.settledOnSuccess() : tariff);
    }

    private static List<String> filterPaths(ServletContext context, @Nullable String filterName) {
        FilterRegistration filter = filterName == null ? null : context.getFilterRegistration(filterName);
        if (filter == null || !filter.getServletNameMappings().isEmpty()) {
            return List.of("/*"); // not told, or mapped by name: nothing to hold against
        }
        List<String> paths = new ArrayList<>(filter.getUrlPatternMappings());
        return paths.isEmpty() ? List.of("/*") : paths;
    }

    private static void requireServlet(String name, Map<String, ? extends ServletRegistration> servlets) {
        if (!servlets.containsKey(name)) {
            throw new ConfigurationException("A price is set for the servlet \"" + name
                    + "\", and there is none of that name; the servlets here are " + servlets.keySet());
        }
    }

    private void requireCovered(String name, ServletRegistration servlet, List<String> filterPaths) {
        Optional<Entry> entry = ofServlet(name);
        if (entry.isEmpty()) {
            return;
        }
        for (String mapping : servlet.getMappings()) {
            if (!covers(filterPaths, mapping)) {
                throw new ConfigurationException("The servlet \"" + name + "\" has a price, but its mapping " + mapping
                        + " is not behind the payment filter, which is mapped to " + filterPaths
                        + "; map the filter to /*");
            }
            for (PathPattern pattern : byPath.keySet()) {
                if (pattern.canBeReachedThrough(mapping) && !mapping.equals("/")) {
                    throw new ConfigurationException("The path \"" + pattern + "\" and the servlet \"" + name
                            + "\" (mapped to " + mapping + ") both have a price; keep one of them");
                }
            }
        }
    }

    private static boolean covers(List<String> filterPaths, String servletMapping) {
        return filterPaths.stream()
                .anyMatch(path -> path.equals("/*")
                        || path.equals(servletMapping)
                        || path.endsWith("/*")
                                && (servletMapping + "/").startsWith(path.substring(0, path.length() - 1)));
    }

    private void requireDistinct() {
        List<PathPattern> patterns = new ArrayList<>(byPath.keySet());
        for (int i = 0; i < patterns.size(); i++) {
            for (int k = i + 1; k < patterns.size(); k++) {
                if (patterns.get(i).overlaps(patterns.get(k))) {
                    throw new ConfigurationException(
                            "The prices of \"" + patterns.get(i) + "\" and \"" + patterns.get(k)
                                    + "\" overlap, so it can't be told which one counts; make the paths distinct");
                }
            }
        }
    }

    private static void requireReachable(
            PathPattern pattern, Collection<? extends ServletRegistration> servlets, List<String> filterPaths) {
        if (filterPaths.stream().noneMatch(pattern::canBeReachedThrough)) {
            throw new ConfigurationException("The price of \"" + pattern
                    + "\" is never asked for: the payment filter is" + " mapped to " + filterPaths + "; map it to /*");
        }
        boolean served = servlets.stream()
                .flatMap(servlet -> servlet.getMappings().stream())
                .anyMatch(pattern::canBeReachedThrough);
        if (!served && !servlets.isEmpty()) {
            throw new ConfigurationException("The price of \"" + pattern
                    + "\" is never asked for: no servlet is mapped to that path; mend the path or map a servlet");
        }
    }

    /** Whether some price goes by path, so that paths have to be unambiguous. */
    boolean hasPaths() {
        return !byPath.isEmpty();
    }

    /**
     * What a dispatch costs.
     *
     * @return empty if it is free, or if the servlet would only answer that it doesn't have the method
     * @throws RuntimeException if that can't be told; then nobody gets in
     */
    Optional<Entry> find(DispatchTarget target, String httpMethod) {
        String servletName = target.servletName();
        Optional<Entry> found = servletName == null ? Optional.empty() : ofServlet(servletName);
        if (found.isEmpty() && !byPath.isEmpty() && target.path() != null) {
            found = ofPath(target.path(), httpMethod);
        }
        return found.isPresent() && servletName != null && unhandled.contains(servletName, httpMethod)
                ? Optional.empty()
                : found;
    }

    /**
     * The price at which a session is told something by a request that isn't for the resource, such as a POST to what is only
     * there for GET.
     *
     * @return empty if there is no price that may be paid with a session
     */
    Optional<Entry> findForSession(DispatchTarget target) {
        String servletName = target.servletName();
        Optional<Entry> found = servletName == null ? Optional.empty() : ofServlet(servletName);
        if (found.isEmpty() && target.path() != null) {
            found = ofPath(target.path(), "GET");
        }
        return found.filter(entry -> entry.tariff().keepsSessions());
    }

    /**
     * What a dispatch by name costs: the price of the servlet, or else that of a path which the servlet is mapped to.
     *
     * @return as {@link #find}
     * @throws RuntimeException if that can't be told; then nobody gets in
     */
    Optional<Entry> findNamed(String servletName, String httpMethod) {
        Optional<Entry> found = ofServlet(servletName);
        for (String path : mappedPaths(servletName)) {
            found = found.isPresent() ? found : ofPath(path, httpMethod);
        }
        return unhandled.contains(servletName, httpMethod) ? Optional.empty() : found;
    }

    /** The paths at which the mappings of a servlet begin, so far as they are paths. */
    private List<String> mappedPaths(String servletName) {
        ServletRegistration servlet = context.getServletRegistration(servletName);
        return servlet == null
                ? List.of()
                : servlet.getMappings().stream()
                        .filter(mapping -> mapping.startsWith("/"))
                        .map(mapping -> mapping.endsWith("/*") ? mapping.substring(0, mapping.length() - 2) : mapping)
                        .toList();
    }

    /**
     * Checks that whatever has a price is guarded against dispatches by name.
     *
     * @param guarded names of servlets
     * @throws ConfigurationException if something isn't
     */
    void requireGuarded(Set<String> guarded) {
        for (String name : context.getServletRegistrations().keySet()) {
            boolean priced = ofServlet(name).isPresent()
                    || mappedPaths(name).stream()
                            .anyMatch(path -> byPath.keySet().stream().anyMatch(pattern -> pattern.isFor(path)));
            if (priced && !guarded.contains(name)) {
                throw new ConfigurationException("The servlet \"" + name
                        + "\" has a price, and was registered after the payment filter was added, so that a dispatch"
                        + " by name would go past the filter; register the servlet first, then call addTo");
            }
        }
    }

    /** The payment methods that prices go through, so far as they are known when the application starts. */
    Set<PaymentMethod> methods() {
        Set<PaymentMethod> methods = new LinkedHashSet<>();
        byServlet.values().forEach(entry -> methods.addAll(entry.tariff().methods()));
        byPath.values().forEach(entry -> methods.addAll(entry.tariff().methods()));
        annotated
                .values()
                .forEach(entry ->
                        entry.ifPresent(found -> methods.addAll(found.tariff().methods())));
        return methods;
    }

    private Optional<Entry> ofServlet(String name) {
        Entry explicit = byServlet.get(name);
        Optional<Entry> annotatedEntry = annotated.computeIfAbsent(
                name,
                unused -> explicit != null
                        ? Optional.empty()
                        : annotations.tariff(name).map(tariff -> entry("servlet " + name, tariff)));
        return explicit != null ? Optional.of(explicit) : annotatedEntry;
    }

    private Optional<Entry> ofPath(String path, String httpMethod) {
        boolean almost = false;
        for (Map.Entry<PathPattern, Entry> candidate : byPath.entrySet()) {
            PathPattern.Match match = candidate.getKey().match(httpMethod, path);
            if (match == PathPattern.Match.YES) {
                return Optional.of(candidate.getValue());
            }
            almost |= match == PathPattern.Match.ALMOST;
        }
        if (almost) {
            throw new AlmostPricedException();
        }
        return Optional.empty();
    }
}
