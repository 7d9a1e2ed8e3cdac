package io.evently.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mail as bytes: what it holds, and that nobody's words become headers of it. */
class MimeMailTest {

    private static final UUID ID = UUID.fromString("01890000-0000-7000-8000-000000000001");
    private static final Session SESSION = Session.getInstance(new Properties());
    private static final MailAddress FROM = new MailAddress("Evently", "no-reply@example.com");

    static Mail mail(String subject, String name, MailText text) {
        MailText all = new MailText(subject, text.html(), text.text(), text.calendar(), text.calendarMethod());
        return new Mail(ID, 1, FROM, "ada@example.com", HeaderText.clean(name), all, 1_800_000_000_123_456L);
    }

    static final MailText PLAIN = new MailText("", "<p>Grüße</p>", "Grüße", null, null);

    static String bytes(Mail mail) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MimeMail.of(SESSION, mail).writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static MimeMessage read(String bytes) throws Exception {
        return new MimeMessage(SESSION, new ByteArrayInputStream(bytes.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aMailSaysItTwiceAndWhoItIs() throws Exception {
        MimeMessage message = read(bytes(mail("Your seats", "Ada Lovelace", PLAIN)));

        assertThat(message.getMessageID()).isEqualTo("<" + ID + "@example.com>");
        assertThat(message.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
        assertThat(message.getSentDate().toInstant()).isEqualTo(Instant.ofEpochSecond(1_800_000_000));
        assertThat(message.getFrom()[0]).hasToString("Evently <no-reply@example.com>");
        assertThat(message.getAllRecipients()).hasSize(1);
        assertThat(message.getAllRecipients()[0]).hasToString("Ada Lovelace <ada@example.com>");
        MimeMultipart parts = (MimeMultipart) message.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContent()).isEqualTo("Grüße");
        assertThat(parts.getBodyPart(1).getContent()).isEqualTo("<p>Grüße</p>");
    }

    @Test
    void whoWritesAMailDoesNotLookThroughTheClassPath() throws Exception {
        List<String> looked = new ArrayList<>();
        ClassLoader looking = new ClassLoader(MimeMailTest.class.getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                looked.add(name);
                return super.getResources(name);
            }
        };
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(looking);
        try {
            bytes(mail("what is looked up once", "Ada", PLAIN));
            looked.clear();
            bytes(mail("Your seats", "Ada Lovelace", PLAIN));
        } finally {
            thread.setContextClassLoader(before);
        }

        assertThat(looked).isEmpty();
    }

    @Test
    void anEntryOfACalendarIsBesideTheTextAndAFile() throws Exception {
        byte[] entry = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n".getBytes(StandardCharsets.UTF_8);
        MailText text = new MailText("", "<p>a</p>", "a", entry, "REQUEST");
        MimeMultipart mixed =
                (MimeMultipart) read(bytes(mail("s", "Ada", text))).getContent();

        assertThat(mixed.getContentType()).startsWith("multipart/mixed");
        MimeMultipart readable = (MimeMultipart) mixed.getBodyPart(0).getContent();
        assertThat(readable.getCount()).isEqualTo(3);
        assertThat(readable.getBodyPart(2).getContentType())
                .contains("text/calendar")
                .contains("method=REQUEST");
        assertThat(readable.getBodyPart(2).getInputStream().readAllBytes()).isEqualTo(entry);
        assertThat(mixed.getBodyPart(1).getFileName()).isEqualTo("invite.ics");
        assertThat(mixed.getBodyPart(1).getInputStream().readAllBytes()).isEqualTo(entry);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Night\r\nBcc: all@example.com",
                "Night\nBcc: all@example.com\n\n<b>hello</b>",
                "Night\rBcc: all@example.com",
                "Night\u0085Bcc: all@example.com",
                "Night\u2028Bcc: all@example.com",
                "Night\0\u000bBcc: all@example.com",
                "=?UTF-8?B?TmlnaHQ=?=\r\n\tBcc: all@example.com",
                "\"Night\" <all@example.com>,\r\n x"
            })
    void nobodysWordsBecomeAHeader(String hostile) throws Exception {
        String bytes = bytes(mail("Seats for " + hostile, hostile, PLAIN));
        String head = bytes.substring(0, bytes.indexOf("\r\n\r\n"));

        List<String> names = head.replaceAll("\r\n[ \t]", " ")
                .lines()
                .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))))
                .toList();
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "Date",
                        "From",
                        "To",
                        "Message-ID",
                        "Subject",
                        "MIME-Version",
                        "Content-Type",
                        "Auto-Submitted");
        MimeMessage message = read(bytes);
        assertThat(message.getAllRecipients()).hasSize(1);
        assertThat(message.getAllRecipients()[0].toString()).endsWith("<ada@example.com>");
        assertThat(message.getSubject()).startsWith("Seats for").doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void aTitleOfThousandsOfLettersIsCut() {
        assertThat(HeaderText.clean("ä".repeat(5000))).hasSize(300).endsWith("…");
        assertThat(HeaderText.clean("  a \u202eb\t\n c ")).isEqualTo("a b c");
    }

    @Test
    void whatAProviderAnswersIsKeptWithoutThePerson() {
        Mail mail = mail("s", "Ada Lovelace", PLAIN);

        assertThat(ProviderAnswer.cleaned(
                        "550 5.1.1 <Ada@example.com>: no user ada (ada lovelace)\r\nsee other@example.org", mail))
                .isEqualTo("550 5.1.1 <<address>>: no user <recipient> (<recipient>) see <address>");
        assertThat(ProviderAnswer.blamesAddress("550 5.1.1 unknown")).isTrue();
        assertThat(ProviderAnswer.blamesAddress("550 5.7.1 you are listed")).isFalse();
        assertThat(ProviderAnswer.blamesAddress("550 no")).isFalse();
    }
}
