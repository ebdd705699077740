package org.mpp4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import org.mpp4j.internal.Malformed;
import org.mpp4j.internal.json.JsonReader;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;

class JsonFuzzTest {

    /** Bytes in the plain form are read without the library, which has to read them alike. */
    private static void assertReadAlikeWithAndWithoutTheLibrary(byte[] json) {
        Map<String, Object> read;
        try {
            read = JsonReader.read(json);
        } catch (Malformed refused) {
            return;
        }
        try {
            assertThat(JsonReader.read(new String(json, StandardCharsets.UTF_8)))
                    .isEqualTo(read);
        } catch (Malformed onlyAsText) {
            throw new AssertionError("Read as bytes and refused as text", onlyAsText);
        }
    }

    @FuzzTest
    void anyTextIsReadOrRefusedAndItsCanonicalFormIsTheOneOfTheReference(byte[] json) throws IOException {
        assertReadAlikeWithAndWithoutTheLibrary(json);
        String canonical;
        JsonObject read;
        try {
            read = JsonObject.parse(new String(json, StandardCharsets.UTF_8));
            canonical = read.toCanonicalString();
        } catch (ProtocolException | IllegalArgumentException refused) {
            return;
        }
        JsonObject again = JsonObject.parse(canonical);
        assertThat(again.toCanonicalString()).isEqualTo(canonical);
        assertThat(again.names()).containsExactlyInAnyOrderElementsOf(read.names());
        assertThat(new JsonCanonicalizer(canonical).getEncodedString()).isEqualTo(canonical);
    }
}
