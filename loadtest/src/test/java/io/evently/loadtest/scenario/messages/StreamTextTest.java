package io.evently.loadtest.scenario.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes over the network in pieces is read in lines. */
class StreamTextTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final List<String> lines = new ArrayList<>();
    private final StreamText text = new StreamText(lines::add);

    @Test
    void linesAreWholeHoweverTheyCome() throws IOException {
        // The second chunk ends within a line, and within a character.
        String stream = HEAD + "9\r\nid: 1\n\nda\r\n6\r\nta: \u00fc\r\n3\r\n!\n\n\r\n";
        byte[] bytes = stream.getBytes(UTF_8);
        for (byte each : bytes) {
            text.feed(ByteBuffer.wrap(new byte[] {each}));
        }
        assertThat(text.isOpen()).isTrue();
        assertThat(lines).containsExactly("id: 1", "", "data: \u00fc!", "");

        lines.clear();
        new StreamText(lines::add).feed(ByteBuffer.wrap(bytes));
        assertThat(lines).containsExactly("id: 1", "", "data: \u00fc!", "");
    }

    @Test
    void anEndAndARefusalAreTold() {
        assertThatThrownBy(() -> text.feed(ByteBuffer.wrap((HEAD + "0\r\n\r\n").getBytes(UTF_8))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ended");
        assertThatThrownBy(() -> new StreamText(lines::add)
                        .feed(ByteBuffer.wrap("HTTP/1.1 503 Service Unavailable\r\n".getBytes(UTF_8))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("503");
    }
}
