package io.evently.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails as files: nobody else may read them, and they do not stay for ever. */
class FolderProviderTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    private Path data;

    private Path folder() {
        return data.resolve("mail");
    }

    private KeptMails kept(int most) {
        return new KeptMails(folder(), most, WEEK, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private UUID mail(Duration age) throws IOException {
        UUID id = UUID.randomUUID();
        file(id + ".eml", age);
        return id;
    }

    private void file(String name, Duration age) throws IOException {
        Files.createDirectories(folder());
        Path file = Files.writeString(folder().resolve(name), "To: ada@example.com");
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void nobodyElseMayReadThem() throws Exception {
        Mail mail = MimeMailTest.mail("Your seats", "Ada", MimeMailTest.PLAIN);

        assertThat(new FolderProvider(folder()).open().send(mail)).isNull();

        assertThat(names()).containsExactly(mail.id() + ".eml");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().resolve(mail.id() + ".eml"))))
                .isEqualTo("rw-------");
    }

    @Test
    void whatIsOlderThanAWeekGoesAndSoDoDraftsThatACrashLeft() throws IOException {
        UUID young = mail(WEEK);
        UUID old = mail(WEEK.plusSeconds(1));
        file(old + "1234567890.new", WEEK.plusSeconds(1));
        file("notes.eml", WEEK.multipliedBy(2));

        kept(10).tidy(mails -> Set.of());

        assertThat(names()).containsExactlyInAnyOrder(young + ".eml", "notes.eml");
    }

    @Test
    void ofTooManyTheNewestStay() throws IOException {
        UUID third = mail(Duration.ofMinutes(3));
        UUID second = mail(Duration.ofMinutes(2));
        UUID first = mail(Duration.ofMinutes(1));

        kept(2).tidy(mails -> Set.of());

        assertThat(names())
                .containsExactlyInAnyOrder(first + ".eml", second + ".eml")
                .doesNotContain(third + ".eml");
    }

    @Test
    void thoseOfWhoWasForgottenGo() throws IOException {
        UUID theirs = mail(Duration.ZERO);
        UUID others = mail(Duration.ZERO);
        Set<UUID> asked = new HashSet<>();

        kept(10).tidy(mails -> {
            asked.addAll(mails);
            return Set.of(theirs);
        });

        assertThat(asked).containsExactlyInAnyOrder(theirs, others);
        assertThat(names()).containsExactly(others + ".eml");
    }

    @Test
    void aFolderThatIsNotThereYetIsEmpty() throws IOException {
        kept(10).tidy(mails -> {
            throw new AssertionError("there is nobody to ask about");
        });

        assertThat(folder()).doesNotExist();
    }
}
