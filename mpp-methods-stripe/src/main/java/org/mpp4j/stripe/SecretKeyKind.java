package org.mpp4j.stripe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.mpp4j.method.ConfigurationException;

/** What can be told of a secret key by how it begins. */
enum SecretKeyKind {
    LIVE("sk_live_"),
    LIVE_RESTRICTED("rk_live_"),
    TEST("sk_test_"),
    TEST_RESTRICTED("rk_test_");

    private static final Logger LOG = System.getLogger("org.mpp4j.stripe");

    private final String prefix;

    SecretKeyKind(String prefix) {
        this.prefix = prefix;
    }

    /** The key isn't quoted, whatever it is. */
    static SecretKeyKind of(String key) {
        for (SecretKeyKind kind : values()) {
            if (key.startsWith(kind.prefix) && key.length() > kind.prefix.length()) {
                if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
                    throw new ConfigurationException(
                            "The secret key of StripeCharge has spaces or unprintable characters in it; set it as Stripe's"
                                    + " dashboard shows it");
                }
                return kind;
            }
        }
        throw new ConfigurationException(
                key.startsWith("pk_")
                        ? "The secret key of StripeCharge is a publishable key, which can't charge; set a restricted key, which"
                                + " begins with rk_"
                        : "The secret key of StripeCharge is not a key of Stripe's; set a restricted key, which begins with"
                                + " rk_live_ or rk_test_");
    }

    boolean isForTests() {
        return this == TEST || this == TEST_RESTRICTED;
    }

    /** Whoever gets hold of an unrestricted key can do everything to the account. */
    void advise() {
        if (this == LIVE || this == TEST) {
            LOG.log(
                    this == LIVE ? Level.WARNING : Level.INFO,
                    "The secret key of StripeCharge can do everything in its account. A restricted key ({0}) is enough: with"
                            + " the right to write PaymentIntents, and Refunds if money is given back.",
                    this == LIVE ? "rk_live_..." : "rk_test_...");
        }
    }
}
