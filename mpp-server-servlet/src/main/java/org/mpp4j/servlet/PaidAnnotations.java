package org.mpp4j.servlet;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Offer;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.money.Price;

/** Reads {@link Paid} off the classes of servlets. What can't be read isn't free: it is an error. */
final class PaidAnnotations {

    private final ServletClasses classes;
    private static final String SESSION = "session";

    private final Collection<PaymentMethod> methods;

    PaidAnnotations(ServletClasses classes, Collection<PaymentMethod> methods) {
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
                OfferTerms terms = terms(paid);
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

    private static OfferTerms terms(Paid paid) {
        if (paid.value().isEmpty() == paid.amount().isEmpty()) {
            throw new ConfigurationException("the price is given either as value or as amount, not "
                    + (paid.value().isEmpty() ? "without both" : "as both"));
        }
        String amount = paid.value() + paid.amount();
        boolean isPerUnit = intent(paid).equals(SESSION);
        if (!isPerUnit && !(paid.unit().isEmpty() && paid.suggestedDeposit().isEmpty())) {
            throw new ConfigurationException("a price for the intent \"" + paid.intent()
                    + "\" has no unit and no suggestedDeposit; leave them out, or say intent = \"session\"");
        }
        return OfferTerms.of(price(paid, amount))
                .withDescription(orNull(paid.description()))
                .per(orNull(paid.unit()))
                .withSuggestedDeposit(paid.suggestedDeposit().isEmpty() ? null : price(paid, paid.suggestedDeposit()));
    }

    private static Price price(Paid paid, String amount) {
        return paid.currency().isEmpty() ? Price.of(amount) : Price.of(amount, paid.currency());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String intent(Paid paid) {
        boolean isOfSession = !paid.unit().isEmpty() || !paid.suggestedDeposit().isEmpty();
        return paid.intent().isEmpty() && isOfSession ? SESSION : paid.intent();
    }

    private List<PaymentMethod> methods(Paid paid) {
        if (methods.isEmpty()) {
            throw new ConfigurationException("the filter has no payment methods; give it some with methods(…)");
        }
        List<String> names = Arrays.asList(paid.methods());
        for (String name : names) {
            if (methods.stream().noneMatch(method -> method.name().equals(name))) {
                throw new ConfigurationException(
                        "the filter has no payment method \"" + name + "\"; it has " + known());
            }
        }
        String intent = intent(paid);
        List<PaymentMethod> chosen = methods.stream()
                .filter(method -> names.isEmpty() || names.contains(method.name()))
                .filter(method -> intent.isEmpty()
                        ? !method.keepsSessions()
                        : method.intent().equals(intent))
                .toList();
        if (chosen.isEmpty()) {
            throw new ConfigurationException("no payment method fits the intent \""
                    + (intent.isEmpty() ? "charge" : intent) + "\"; the filter has " + known());
        }
        return chosen;
    }

    private List<String> known() {
        return methods.stream()
                .map(method -> method.name() + "/" + method.intent())
                .toList();
    }
}
