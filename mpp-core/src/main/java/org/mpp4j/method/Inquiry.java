package org.mpp4j.method;

import java.util.Objects;
import java.util.Optional;

/**
 * Who asks for a challenge, and for what: for a method to which a challenge costs something, so that it can tell one who asks
 * a lot from many who ask a little. Nothing in here but the session is proven, so nothing of it decides about a payment.
 *
 * @param client stands for the client, such as its network address; texts that are equal are one client, and that is all they
 *     tell. Several people may be behind one address. Empty if the transport doesn't say, or if what it says is empty or longer
 *     than {@link #LONGEST_CLIENT}; all of those are to be taken for one client
 * @param scope of the route that is asked for
 * @param forResource whether the request is for the resource, and not only to tell a session something
 * @param session the method's own session whose holder asks: the method has just {@linkplain Rejected#ofSession rejected} an
 *     authentic credential of it. Other methods aren't told
 * @since 0.1
 */
public record Inquiry(Optional<String> client, String scope, boolean forResource, Optional<String> session) {

    /** How many characters a client may have; what keeps clients in memory needs a bound. */
    public static final int LONGEST_CLIENT = 256;

    /**
     * Checks the parts.
     *
     * @param client stands for the client
     * @param scope of the route that is asked for
     * @param forResource whether the request is for the resource
     * @param session whose holder asks
     */
    public Inquiry {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(scope, "scope");
        client = client.filter(text -> !text.isBlank() && text.length() <= LONGEST_CLIENT);
    }

    /**
     * A question of somebody who wants the resource.
     *
     * @param client stands for the client
     * @param scope of the route that is asked for
     */
    public Inquiry(Optional<String> client, String scope) {
        this(client, scope, true, Optional.empty());
    }

    /**
     * A question of nobody knows whom.
     *
     * @param scope of the route that is asked for
     * @return without a client
     */
    public static Inquiry anonymous(String scope) {
        return new Inquiry(Optional.empty(), scope);
    }

    /** The scope, not who asks: addresses are personal data. */
    @Override
    public String toString() {
        return "Inquiry[" + scope + "]";
    }
}
