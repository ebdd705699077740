package org.mpp4j.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mpp4j.internal.Malformed;

/**
 * Reads one JSON object, strictly: no duplicate names, no trailing text, bounded depth and sizes. Integers become
 * {@link Long} or {@link BigInteger}, other numbers {@link BigDecimal}.
 */
public final class JsonReader {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER_LENGTH = 100;
    private static final int MAX_TEXT_LENGTH = 1 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(MAX_TEXT_LENGTH)
                    .maxNameLength(1024)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private JsonReader() {}

    /**
     * Reads the object that is the whole of the text.
     *
     * @throws Malformed if the text is anything else
     */
    public static Map<String, @Nullable Object> read(String json) throws Malformed {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return readDocument(parser);
        } catch (IOException malformed) {
            throw malformed(malformed);
        }
    }

    /**
     * Reads the object that is the whole of the bytes, which have to be UTF-8.
     *
     * @throws Malformed if they are anything else
     */
    public static Map<String, @Nullable Object> read(byte[] utf8) throws Malformed {
        Map<String, @Nullable Object> plain = PlainJson.read(utf8);
        return plain != null ? plain : readAny(utf8);
    }

    /** Reads it whatever form it is in. */
    static Map<String, @Nullable Object> readAny(byte[] utf8) throws Malformed {
        if (!isAscii(utf8)) {
            // Left to itself, Jackson would guess at UTF-16, and take what no UTF-8 encoder writes.
            return read(decode(utf8));
        }
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            return readDocument(parser);
        } catch (IOException malformed) {
            throw malformed(malformed);
        }
    }

    /** Whether there are only bytes from 1 to 127. */
    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b <= 0) {
                return false;
            }
        }
        return true;
    }

    private static String decode(byte[] utf8) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Malformed("is not UTF-8");
        }
    }

    private static Malformed malformed(IOException cause) {
        // Jackson's own message quotes the text it stumbled over, and that may be a credential: only its kind is kept.
        String kind = cause instanceof StreamConstraintsException
                ? "it nests deeper than " + MAX_DEPTH + " levels or has a name, text or number that is too long"
                : "its syntax is wrong";
        return notAsExpected(kind);
    }

    private static Malformed notAsExpected(String why) {
        return new Malformed("Not the JSON object that is expected: " + why);
    }

    private static Map<String, @Nullable Object> readDocument(JsonParser parser) throws IOException, Malformed {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw notAsExpected("it doesn't start with {");
        }
        Map<String, @Nullable Object> members = readObject(parser);
        if (parser.nextToken() != null) {
            throw notAsExpected("something follows it");
        }
        return members;
    }

    private static Map<String, @Nullable Object> readObject(JsonParser parser) throws IOException, Malformed {
        Members.Collector members = new Members.Collector();
        String name;
        while ((name = parser.nextFieldName()) != null) {
            if (!members.add(name, readValue(parser, parser.nextToken()))) {
                throw notAsExpected("a member name occurs twice");
            }
        }
        return members.members();
    }

    private static @Nullable Object readValue(JsonParser parser, JsonToken token) throws IOException, Malformed {
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            default -> throw notAsExpected("its syntax is wrong");
        };
    }

    private static Number integer(JsonParser parser) throws IOException {
        BigInteger value = parser.getBigIntegerValue();
        return value.bitLength() < Long.SIZE ? (Number) value.longValueExact() : value;
    }

    private static BigDecimal decimal(JsonParser parser) throws IOException, Malformed {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException hugeExponent) {
            // Well-formed JSON such as 1e99999999999, for which BigDecimal has no room.
            throw notAsExpected("a number has an exponent that is too large");
        }
    }

    private static List<@Nullable Object> readArray(JsonParser parser) throws IOException, Malformed {
        List<@Nullable Object> elements = new ArrayList<>();
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            elements.add(readValue(parser, token));
        }
        return Collections.unmodifiableList(elements);
    }
}
