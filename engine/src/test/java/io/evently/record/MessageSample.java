package io.evently.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What a node of a version before sends: {@code messages/<version>/<name>.hex}, the manifest and the bytes. */
public record MessageSample(String manifest, String hex) {

    public static MessageSample of(String name) throws IOException {
        try (InputStream in = MessageSample.class.getResourceAsStream("/messages/0.1.0/" + name + ".hex")) {
            assertThat(in).as("the sample of %s", name).isNotNull();
            String[] lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n");
            return new MessageSample(lines[0], lines[1]);
        }
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** The fields of {@code message} that this sample has, too, in the same words whoever asks. */
    public String asFarAsIn(byte[] message) {
        return CborArrays.asFarAs(bytes(), message).toString().replaceAll("\"pekko://[^\"]*\"", "\"who asks\"");
    }
}
