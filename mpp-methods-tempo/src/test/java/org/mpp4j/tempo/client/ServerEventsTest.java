package org.mpp4j.tempo.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerEventsTest {

    private static List<StreamedEvent> read(String text) throws IOException {
        List<StreamedEvent> events = new ArrayList<>();
        try (ServerEvents stream = new ServerEvents(new ByteArrayInputStream(text.getBytes(UTF_8)))) {
            for (StreamedEvent event = stream.next(); event != null; event = stream.next()) {
                events.add(event);
            }
        }
        return events;
    }

    @Test
    void eventsAreReadAsBrowsersReadThem() throws IOException {
        assertThat(read("\ufeff: a comment\n\ndata: a\ndata:b\ndata\n\nevent: named\nid: 7\ndata:  c\n\n"))
                .containsExactly(new StreamedEvent("message", "a\nb\n"), new StreamedEvent("named", " c"));
        assertThat(read("data: a\r\n\r\ndata: b\r\rdata: ü\n\n"))
                .extracting(StreamedEvent::data)
                .containsExactly("a", "b", "ü");
    }

    @Test
    void whatHasNoDataOrNoEndIsNoEvent() throws IOException {
        assertThat(read("event: named\n\ndata: a\n")).isEmpty();
        assertThat(read("")).isEmpty();
    }

    @Test
    void anEventWithoutAnEndIsNotReadForEver() {
        assertThatThrownBy(() -> read("data: " + "a".repeat(1 << 20))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(("data: " + "a".repeat(1 << 10) + "\n").repeat(1 << 10)))
                .hasMessageContaining("longer");
    }
}
