package org.mpp4j.internal.json;

import java.util.List;
import java.util.Map;

/** JSON written as no canonical writer would: every character escaped, spaces everywhere, members as they come. */
final class Spelling {

    private Spelling() {}

    static String ofObject(Map<?, ?> members) {
        StringBuilder out = new StringBuilder();
        write(members, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> members) {
            out.append("{ ");
            String separator = "";
            for (Map.Entry<?, ?> member : members.entrySet()) {
                out.append(separator);
                write(member.getKey(), out);
                out.append("\t:\r\n");
                write(member.getValue(), out);
                separator = " , ";
            }
            out.append(" }");
        } else if (value instanceof List<?> elements) {
            out.append("[ ");
            String separator = "";
            for (Object element : elements) {
                out.append(separator);
                write(element, out);
                separator = " , ";
            }
            out.append(" ]");
        } else if (value instanceof String text) {
            out.append('"');
            text.chars().forEach(c -> out.append(String.format("\\u%04X", c)));
            out.append('"');
        } else {
            out.append(value);
        }
    }
}
