package org.mpp4j.servlet;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mpp4j.gate.Offer;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.money.Price;

/** Reads {@link Paid} off the classes of servlets. What can't be read isn't free: it is an error. */
final class PaidAnnotations {

    private final ServletClasses classes;
    private final Map<String, PaymentMethod> methods;

    PaidAnnotations(ServletClasses classes, Map<String, PaymentMethod> methods) {
        this.classes = classes;
        this.methods = methods;
    }

    /**
     * What a servlet costs by its annotations.
     *
     * @return empty if it has none
     * @throws ConfigurationException if an annotation is wrong, or can't be read
     */
    Optional<Tariff> tariff(String servletName) {
        Optional<Class<?>> known = classes.of(servletName);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Class<?> type = known.get();
        String className = type.getName();
        Paid[] annotations;
        try {
            annotations = type.getAnnotationsByType(Paid.class);
        } catch (LinkageError | TypeNotPresentException | java.lang.annotation.AnnotationFormatError unreadable) {
            throw new ConfigurationException(
                    "The annotations of servlet \"" + servletName + "\" (" + className
                            + ") can't be read, so it can't be told what it costs; mend its class path",
                    unreadable);
        }
        if (annotations.length == 0) {
            requireNoneOfAnotherLoader(servletName, type);
        }
        return annotations.length == 0 ? Optional.empty() : Optional.of(tariff(servletName, className, annotations));
    }

    /** With this library on two class paths, annotations of one look like none to the other. */
    private static void requireNoneOfAnotherLoader(String servletName, Class<?> servlet) {
        for (Class<?> type = servlet; type != null; type = type.getSuperclass()) {
            for (Annotation annotation : type.getDeclaredAnnotations()) {
                String name = annotation.annotationType().getName();
                if (name.equals(Paid.class.getName()) || name.equals(Paid.Offers.class.getName())) {
                    throw new ConfigurationException("@Paid on servlet \"" + servletName + "\" (" + servlet.getName()
                            + ") was loaded by another class loader than the payment filter; keep mpp-server-servlet"
                            + " in one place, in the application or in the server");
                }
            }
        }
    }

    private Tariff tariff(String servletName, String className, Paid[] annotations) {
        String place = "@Paid on servlet \"" + servletName + "\" (" + className + ")";
        try {
            List<Offer> offers = new ArrayList<>();
            for (Paid paid : annotations) {
                Price price =
                        paid.currency().isEmpty() ? Price.of(paid.value()) : Price.of(paid.value(), paid.currency());
                OfferTerms terms =
                        OfferTerms.of(price).withDescription(paid.description().isEmpty() ? null : paid.description());
                for (PaymentMethod method : methods(paid)) {
                    offers.add(Offer.of(method, terms));
                }
            }
            Tariff tariff = Tariff.of(offers);
            Paid first = annotations[0];
            tariff = first.scope().isEmpty() ? tariff : tariff.scope(first.scope());
            tariff = first.settleOnSuccess() ? tariff.settledOnSuccess() : tariff;
            return first.bindBody() ? tariff : tariff.withoutBodyDigest();
        } catch (IllegalArgumentException | ConfigurationException wrong) {
            throw new ConfigurationException(place + ": " + wrong.getMessage(), wrong);
        }
    }

    private List<PaymentMethod> methods(Paid paid) {
        if (methods.isEmpty()) {
            throw new ConfigurationException("the filter has no payment methods; give it some with methods(…)");
        }
        if (paid.methods().length == 0) {
            return List.copyOf(methods.values());
        }
        return Arrays.stream(paid.methods())
                .map(name -> {
                    PaymentMethod method = methods.get(name);
                    if (method == null) {
                        throw new ConfigurationException(
                                "the filter has no payment method \"" + name + "\"; it has " + methods.keySet());
                    }
                    return method;
                })
                .toList();
    }
}
