package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** These texts are in stores and in challenges that are under way, so they never change. */
class TextHashTest {

    @Test
    void hashesStayWhatTheyWere() {
        assertThat(TextHash.of("a|b|{}")).isEqualTo("XXalIkVtRbgPXVl7pRPmeNEyJJgggXWApbFPKluqPa8");
        assertThat(TextHash.shortOf("fortune")).isEqualTo("J6ARPpzov9W6KcFy9uqE8Q");
        assertThat(TextHash.ofAll("GET /\u00e4", "")).isEqualTo("yJukWjlu-xGNWR6jqHQ9ndr_z6K9DwjTu9LMeeWLwEM");
    }

    @Test
    void listsOfTextsAreToldApart() {
        assertThat(TextHash.ofAll("ab", "c")).isNotEqualTo(TextHash.ofAll("a", "bc"));
        assertThat(TextHash.ofAll("1:a")).isNotEqualTo(TextHash.ofAll("1", "a"));
    }
}
