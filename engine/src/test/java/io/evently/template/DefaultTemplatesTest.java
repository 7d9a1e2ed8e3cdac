package io.evently.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.message.MessageType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Words that come with Evently reach nodes with a database by a new edition only. */
class DefaultTemplatesTest {

    /** What each edition says; add one, and never change one that was released. */
    private static final Map<Integer, String> EDITIONS = Map.of(1, "882187a3eb1f7c63", 2, "2780c0d7dc72c95d");

    @Test
    void whoChangesTheWordsCountsTheEditionUp() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (MessageType type : MessageType.values()) {
            digest.update(DefaultTemplates.content(type).toString().getBytes(UTF_8));
        }

        assertThat(EDITIONS)
                .containsEntry(
                        DefaultTemplates.EDITION,
                        HexFormat.of().formatHex(digest.digest()).substring(0, 16));
    }
}
