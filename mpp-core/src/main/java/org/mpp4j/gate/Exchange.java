package org.mpp4j.gate;

import java.util.List;
import java.util.Optional;
import org.mpp4j.protocol.BodyDigest;

/**
 * What the gate has to know of a request, whatever carries it. Used by one thread.
 *
 * @since 0.1
 */
public interface Exchange {

    /**
     * What is requested, for events and logs: without query, without anything secret.
     *
     * @return for example {@code GET /fortune}
     */
    String target();

    /**
     * What exactly is requested, query included. Never logged; only compared with that of a later request.
     *
     * @return for example {@code GET /search?q=fish}; by default the target
     */
    default String resource() {
        return target();
    }

    /**
     * The values of all header fields of a name.
     *
     * @param name in any case
     * @return none if there is no such field
     */
    List<String> headers(String name);

    /**
     * Who asks, as far as the transport can tell, such as a network address. Payment methods get it to tell clients apart that
     * ask for many challenges ({@link org.mpp4j.method.Inquiry}). Never logged.
     *
     * @return by default empty
     */
    default Optional<String> client() {
        return Optional.empty();
    }

    /**
     * The digest of the body. Reads the whole body, within the transport's limit, when first called.
     *
     * @return empty if there is no body
     */
    Optional<BodyDigest> bodyDigest();

    /**
     * Whether the request is for the resource. A credential of a session may also come with a request that only tells the
     * session something.
     *
     * @return by default true
     */
    default boolean isForResource() {
        return true;
    }
}
