package org.mpp4j.method;

import java.util.List;
import java.util.Map;

/**
 * Makes a payment method from texts, for applications that configure everything in {@code web.xml}. Found by
 * {@link java.util.ServiceLoader}.
 *
 * @since 0.1
 */
public interface PaymentMethodProvider {

    /**
     * The name under which it is configured, also the prefix of its settings.
     *
     * @return for example {@code tempo}
     */
    String name();

    /**
     * The settings it knows, without prefix.
     *
     * @return names; one that ends in {@code -env} or {@code -file} names where a secret is, never the secret
     */
    List<String> settings();

    /**
     * Makes the method.
     *
     * @param settings values by the names of {@link #settings}, those that were given
     * @return the method
     * @throws ConfigurationException if a value is missing or wrong
     */
    PaymentMethod create(Map<String, String> settings);
}
