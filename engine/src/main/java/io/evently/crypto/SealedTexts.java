package io.evently.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Texts that people type, as reasons are: sealed before anybody keeps or sends them, opened where they are shown. A sealed
 * text is text too (a mark, then base64 of the ciphertext), so it stands wherever a plain one did: in commands, facts and
 * tables. What has no mark was written by Evently itself, or by a version that sealed nothing, and is shown as it is.
 */
public final class SealedTexts {

    private static final Logger log = LoggerFactory.getLogger(SealedTexts.class);

    /** Begins with a control character, which no text may have that people type: none of before is taken for sealed. */
    static final String MARK = "\u0002sealed:";

    private final Aead cipher;
    private final AtomicBoolean told = new AtomicBoolean();

    /** @param cipher of the service, not of a user: a reason outlives who typed it */
    public SealedTexts(Aead cipher) {
        this.cipher = cipher;
    }

    /** What a text says something about. The words are part of what is sealed, for ever. */
    public enum About {
        PRICE("reason of a price of event "),
        CANCELLATION("reason why event was cancelled: "),
        PRIORITY("reason of the priority of entry ");

        private final String words;

        About(String words) {
            this.words = words;
        }

        private byte[] context(UUID id) {
            return (words + id).getBytes(UTF_8);
        }
    }

    /**
     * Seals what somebody typed, whatever it begins with; another sealed text each time.
     *
     * @param id of the event or entry it is about: as another's it does not open
     */
    public String seal(About about, UUID id, String typed) {
        try {
            byte[] ciphertext = cipher.encrypt(typed.getBytes(UTF_8), about.context(id));
            return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(ciphertext);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM comes with every Java platform", impossible);
        }
    }

    /**
     * The text as it was typed, or written.
     *
     * @param kept null stays null
     * @return null also if it cannot be opened: the key is lost, or somebody changed it; the log tells of the first
     */
    public String open(About about, UUID id, String kept) {
        if (kept == null || !kept.startsWith(MARK)) {
            return kept;
        }
        try {
            byte[] ciphertext = Base64.getUrlDecoder().decode(kept.substring(MARK.length()));
            return new String(cipher.decrypt(ciphertext, about.context(id)), UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            if (told.compareAndSet(false, true)) {
                log.warn(
                        "The {}{} cannot be opened with the keys there are, and is shown as absent; nor are others like it",
                        about.words,
                        id);
            }
            return null;
        }
    }
}
