package org.mpp4j.stripe.fake;

import com.google.gson.annotations.SerializedName;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which parameters Stripe takes, as stripe-java's own parameter classes have them. */
final class StripeParameters {

    private StripeParameters() {}

    /** Those of the names, in the form {@code a[b][c]}, that the class doesn't know. */
    static List<String> unknown(Class<?> parameters, Collection<String> names, Set<String> inPreview) {
        return names.stream()
                .filter(name -> !inPreview.contains(name))
                .filter(name ->
                        !isKnown(parameters, List.of(name.replace("]", "").split("\\["))))
                .toList();
    }

    private static boolean isKnown(Class<?> parameters, List<String> path) {
        Optional<Field> field = Arrays.stream(parameters.getDeclaredFields())
                .filter(candidate -> candidate.isAnnotationPresent(SerializedName.class))
                .filter(candidate ->
                        candidate.getAnnotation(SerializedName.class).value().equals(path.get(0)))
                .findFirst();
        if (field.isEmpty()) {
            return false;
        }
        Class<?> type = field.get().getType();
        if (path.size() == 1) {
            return isScalar(type);
        }
        boolean isMetadata = path.get(0).equals("metadata") && path.size() == 2;
        return isMetadata || (!isScalar(type) && isKnown(type, path.subList(1, path.size())));
    }

    private static boolean isScalar(Class<?> type) {
        return type == String.class
                || Number.class.isAssignableFrom(type)
                || type == Boolean.class
                || Enum.class.isAssignableFrom(type)
                || (type.isInterface() && !Map.class.isAssignableFrom(type));
    }
}
