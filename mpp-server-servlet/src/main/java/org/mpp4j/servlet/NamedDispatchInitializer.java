package org.mpp4j.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Guards the servlets of an application that declares a {@link PaymentFilter} in {@code web.xml} against dispatches by name.
 * Containers find it by themselves when they start an application.
 *
 * @since 0.1
 */
public final class NamedDispatchInitializer implements ServletContainerInitializer {

    /** For containers. */
    public NamedDispatchInitializer() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        List<String> paymentFilters = context.getFilterRegistrations().values().stream()
                .filter(filter -> PaymentFilter.class.getName().equals(filter.getClassName()))
                .map(FilterRegistration::getName)
                .toList();
        for (String filterName : paymentFilters) {
            for (String servletName : context.getServletRegistrations().keySet()) {
                NamedDispatchGuard.add(context, filterName, servletName);
            }
        }
    }
}
