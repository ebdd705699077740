package org.mpp4j.protocol;

import java.util.ArrayList;
import java.util.List;
import org.mpp4j.internal.http.AuthElements;
import org.mpp4j.internal.http.AuthElements.Element;

/**
 * Credentials as {@code Authorization} field values (RFC 9110 section 11.6.2), or as values of
 * {@value #ALTERNATIVE_HEADER} where {@code Authorization} is left to another scheme.
 *
 * @since 0.1
 */
public final class PaymentAuthorization {

    /** The name of the usual request field. */
    public static final String HEADER = "Authorization";

    /** The name of the request field of servers that use {@code Authorization} for something else. */
    public static final String ALTERNATIVE_HEADER = "Payment-Authorization";

    private static final String SCHEME = "Payment ";

    private PaymentAuthorization() {}

    /**
     * Writes a field value.
     *
     * @param credential to write
     * @return {@code Payment} and the credential's token
     */
    public static String format(Credential credential) {
        return SCHEME + credential.token();
    }

    /**
     * The tokens of all Payment credentials in all values of a field; other schemes, before or behind in the same value,
     * are passed over. A credential without a token stands as an empty text, so that it is counted and can be refused.
     *
     * @param fieldValues the values of all fields of that name
     * @return the tokens in order, to be read by {@link Credential#parse}
     */
    public static List<String> tokens(Iterable<String> fieldValues) {
        List<String> tokens = new ArrayList<>(1);
        for (String value : fieldValues) {
            if (isOneToken(value)) {
                tokens.add(value.substring(SCHEME.length()));
                continue;
            }
            for (Element element : AuthElements.scan(value)) {
                if (element.isPayment()) {
                    String token = element.fault() == null ? element.token68() : null;
                    tokens.add(token == null ? "" : token);
                }
            }
        }
        return tokens;
    }

    /**
     * Whether a value is as nearly every client writes it, so that it needn't be taken apart: nothing in it could begin
     * another parameter or scheme. What else isn't a token is found when it is read.
     */
    private static boolean isOneToken(String value) {
        int start = SCHEME.length();
        return value.length() > start
                && value.startsWith(SCHEME)
                && value.indexOf(' ', start) < 0
                && value.indexOf(',', start) < 0;
    }
}
