package io.evently.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.crypto.SealedTexts.About;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SealedTextsTest {

    private static final UUID EVENT = new UUID(1, 2);
    private static final String TYPED = "Grete Müller asked for it \uD83D\uDE00";

    private final SealedTexts texts = new SealedTexts(TestCipher.fresh());

    @Test
    void whatWasTypedIsReadAgainAndStandsNowhereInWhatIsKept() {
        String sealed = texts.seal(About.PRICE, EVENT, TYPED);

        assertThat(texts.open(About.PRICE, EVENT, sealed)).isEqualTo(TYPED);
        assertThat(sealed).doesNotContain("Grete");
        byte[] ciphertext = Base64.getUrlDecoder().decode(sealed.substring(SealedTexts.MARK.length()));
        assertThat(new String(ciphertext, StandardCharsets.ISO_8859_1)).doesNotContain("Grete");
        assertThat(texts.seal(About.PRICE, EVENT, TYPED))
                .as("another one each time")
                .isNotEqualTo(sealed);
    }

    @Test
    void whatWasWrittenPlainIsShownAsItIs() {
        assertThat(texts.open(About.PRICE, EVENT, "50 % of the seats are sold"))
                .isEqualTo("50 % of the seats are sold");
        assertThat(texts.open(About.PRICE, EVENT, "sealed:AAAA")).isEqualTo("sealed:AAAA");
        assertThat(texts.open(About.PRICE, EVENT, "")).isEmpty();
        assertThat(texts.open(About.PRICE, EVENT, null)).isNull();
    }

    @Test
    void whoTypesTheMarkGainsNothing() {
        String mark = SealedTexts.MARK + "AAAA";

        assertThat(texts.open(About.PRICE, EVENT, texts.seal(About.PRICE, EVENT, mark)))
                .isEqualTo(mark);
    }

    @Test
    void whatCannotBeOpenedIsAbsent() {
        String sealed = texts.seal(About.PRICE, EVENT, TYPED);

        assertThat(texts.open(About.PRICE, new UUID(1, 3), sealed))
                .as("of another event")
                .isNull();
        assertThat(texts.open(About.CANCELLATION, EVENT, sealed))
                .as("about something else")
                .isNull();
        assertThat(texts.open(About.PRICE, EVENT, sealed.substring(0, sealed.length() - 4)))
                .as("cut")
                .isNull();
        assertThat(texts.open(About.PRICE, EVENT, SealedTexts.MARK + "no base64 !"))
                .isNull();
        assertThat(new SealedTexts(TestCipher.fresh()).open(About.PRICE, EVENT, sealed))
                .as("the key is lost")
                .isNull();
    }

    /** What is on disk was sealed with these words. */
    @Test
    void theWordsNeverChange() throws Exception {
        var cipher = TestCipher.fresh();
        UUID id = UUID.fromString("01890000-0000-7000-8000-000000000001");
        for (var sealed : Map.of(
                        About.PRICE, "reason of a price of event ",
                        About.CANCELLATION, "reason why event was cancelled: ",
                        About.PRIORITY, "reason of the priority of entry ")
                .entrySet()) {
            String kept = new SealedTexts(cipher).seal(sealed.getKey(), id, "why");
            byte[] context = (sealed.getValue() + id).getBytes(StandardCharsets.UTF_8);
            assertThat(kept).startsWith("\u0002sealed:");
            assertThat(cipher.decrypt(Base64.getUrlDecoder().decode(kept.substring(8)), context))
                    .asString()
                    .isEqualTo("why");
        }
    }
}
