package io.evently.mail;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a folder of mails. They hold addresses and names in the clear, so they do not stay: only the newest do, for some
 * days, and none of somebody who was forgotten. Other files are left alone.
 */
final class KeptMails {

    private static final Logger log = LoggerFactory.getLogger(KeptMails.class);

    /** Named by the mail's id; a draft that a crash left has some digits behind it. */
    private static final Pattern NAME =
            Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\\.eml|\\d*\\.new)");

    private final Path folder;
    private final int most;
    private final Duration longest;
    private final Clock clock;

    /**
     * @param most how many files stay
     * @param longest how long one of them does
     */
    KeptMails(Path folder, int most, Duration longest, Clock clock) {
        this.folder = folder;
        this.most = most;
        this.longest = longest;
        this.clock = clock;
    }

    private record Kept(Path file, UUID mail, Instant since) {}

    /**
     * Removes what need not stay.
     *
     * @param forgotten of these mails, those to people who were forgotten
     */
    void tidy(Function<Set<UUID>, Set<UUID>> forgotten) throws IOException {
        List<Kept> newestFirst = all();
        Instant oldest = clock.instant().minus(longest);
        List<Kept> staying = newestFirst.stream()
                .limit(most)
                .filter(each -> !each.since().isBefore(oldest))
                .toList();
        Set<UUID> gone = staying.isEmpty()
                ? Set.of()
                : forgotten.apply(staying.stream().map(Kept::mail).collect(Collectors.toSet()));
        Map<Path, Kept> stay = staying.stream()
                .filter(each -> !gone.contains(each.mail()))
                .collect(Collectors.toMap(Kept::file, Function.identity()));
        int removed = 0;
        for (Kept each : newestFirst) {
            if (!stay.containsKey(each.file()) && Files.deleteIfExists(each.file())) {
                removed++;
            }
        }
        if (removed > 0) {
            log.debug("{} mails were removed from {}, {} stay", removed, folder, stay.size());
        }
    }

    private List<Kept> all() throws IOException {
        List<Kept> all = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    add(file, UUID.fromString(name.group(1)), all);
                }
            }
        }
        all.sort(Comparator.comparing(Kept::since).reversed().thenComparing(Kept::file));
        return all;
    }

    private static void add(Path file, UUID mail, List<Kept> to) throws IOException {
        try {
            to.add(new Kept(file, mail, Files.getLastModifiedTime(file).toInstant()));
        } catch (NoSuchFileException meanwhile) {
            // A draft has become a mail.
            log.trace("{} is gone", file);
        }
    }
}
