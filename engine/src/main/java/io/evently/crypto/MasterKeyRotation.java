package io.evently.crypto;

import io.evently.database.PrivateFile;
import io.evently.database.Shards;
import io.evently.tables.MasterKeysTable;
import io.evently.tables.MasterKeysTable.Node;
import io.evently.tables.RotationLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Changes the master key that is kept in a file, while Evently runs or while it does not:
 *
 * <pre>
 * old          a new key is made
 * old, new     every node has read it: all open what the new one wraps
 * new, old     every node has read that: all wrap with the new one
 *              the old one is retired, and everything is wrapped anew
 * new          the old one opens nothing any more, but backups of before: it is in a file of its own
 * </pre>
 *
 * <p>Each step may be repeated. Which one is next follows from the file and the databases; the key for
 * {@link Purpose#REQUESTS} is wrapped last, so what wraps it is the key from before until everything else is done.
 */
public final class MasterKeyRotation {

    private static final Purpose LAST = Purpose.REQUESTS;

    private final Shards shards;
    private final Path file;
    private final OldMasterKeys kept;
    private final NodesReading nodes;
    private final Consumer<String> says;

    /**
     * @param file holds the keys, one a line
     * @param patience how long nodes have for reading it
     * @param says told what was done, a sentence each
     */
    public MasterKeyRotation(Shards shards, Path file, Duration patience, Consumer<String> says) {
        this.shards = shards;
        this.file = file;
        this.kept = new OldMasterKeys(file);
        this.nodes = new NodesReading(shards, patience);
        this.says = says;
    }

    /** Of the key that nobody gave, which is in the data folder. */
    public static Path fileIn(Path dataFolder) {
        return MasterKeyFile.inFolder(dataFolder);
    }

    /**
     * Goes through all steps that are left; blocks meanwhile.
     *
     * @throws RotationPaused with a sentence for the operator; also if another rotation works
     * @throws io.evently.database.StartupRefused if the file holds no keys
     */
    public void run() throws SQLException {
        OneRotation.run(shards, this::run);
    }

    private void run(RotationLock lock) throws SQLException {
        List<MasterKeyLine> lines = MasterKeyLine.parse(SecretFile.read(file, "The file of the master key"), file);
        MasterKeyLine target = target(lines);
        if (!lines.contains(target)) {
            lock.mustHold();
            String byHand = "Keep a copy of it, which backups of before need, and add a second line, made by:"
                    + " openssl rand -base64 32.";
            keep(lines, byHand);
            lines = List.of(lines.get(0), target);
            write(lines, byHand);
            says.accept("A new key, version " + target.version() + ", stands behind the old one.");
        }
        if (!lines.get(0).equals(target)) {
            awaitNodes(node -> node.versions().contains(target.version()));
            lines = withFirst(target, lines);
            lock.mustHold();
            write(lines, "Put the line with the new key before the others.");
            says.accept("The new key, version " + target.version() + ", stands before the old one.");
        }
        awaitNodes(node -> node.current().equals(target.version()));
        new KeyRewrapping(shards, MasterKeyFile.of(lines), says).run(LAST);
        if (lines.size() > 1) {
            lock.mustHold();
            List<MasterKeyLine> old =
                    lines.stream().filter(line -> !line.equals(target)).toList();
            String byHand =
                    "Keep a copy of it, which backups of before need, and take every line but the first out of it.";
            keep(old, byHand);
            write(List.of(target), byHand);
            old.forEach(line -> says.accept("The old key, version " + line.version() + ", was taken out. It is kept in "
                    + kept.fileOf(line.version())
                    + ": backups of before are restored with it. Destroy it when they are gone."));
        }
        awaitNodes(node -> node.versions().equals(List.of(target.version())));
        says.accept("The master key is version " + target.version() + ", and no other one opens anything any more.");
    }

    /** The key to change to: the one that wraps nothing yet, or the only one that may wrap, or one that is made now. */
    private MasterKeyLine target(List<MasterKeyLine> lines) throws SQLException {
        String before;
        Set<String> retired;
        try (Connection connection = shards.writer(0).getConnection()) {
            before = KeyRewrapping.versionOf(LAST, connection)
                    .orElseThrow(() -> new RotationPaused(
                            "Evently keeps no keys of its own yet: start this version once, then run this again."));
            retired = MasterKeysTable.retired(connection);
        }
        List<MasterKeyLine> fresh = lines.stream()
                .filter(line -> !line.version().equals(before) && !retired.contains(line.version()))
                .toList();
        Optional<MasterKeyLine> inUse =
                lines.stream().filter(line -> line.version().equals(before)).findFirst();
        if (inUse.isEmpty()) {
            throw new RotationPaused(
                    "The file " + file + " does not hold the master key in use, version " + before + ".");
        }
        if (fresh.size() > 1) {
            throw new RotationPaused("The file " + file + " holds " + fresh.size()
                    + " keys that wrap nothing yet: leave the one to change to.");
        }
        if (fresh.size() == 1) {
            return fresh.get(0);
        }
        return lines.size() > 1 ? inUse.get() : MasterKeyLine.random();
    }

    private static List<MasterKeyLine> withFirst(MasterKeyLine first, List<MasterKeyLine> lines) {
        List<MasterKeyLine> ordered = new ArrayList<>(lines);
        ordered.remove(first);
        ordered.add(0, first);
        return ordered;
    }

    /** Before anything is changed, and again before they are taken out: they may have come from elsewhere. */
    private void keep(List<MasterKeyLine> old, String byHand) {
        try {
            for (MasterKeyLine line : old) {
                kept.keep(line);
            }
        } catch (IOException e) {
            throw notWritten(byHand, e);
        }
    }

    /** In place of the file, with its mode and owner. */
    private void write(List<MasterKeyLine> lines, String byHand) {
        try {
            Path real = file.toRealPath();
            PrivateFile.writeFor(Files.getOwner(real), real, MasterKeyLine.text(lines), mode(real));
        } catch (IOException e) {
            throw notWritten(byHand, e);
        }
    }

    private RotationPaused notWritten(String byHand, IOException e) {
        return new RotationPaused(
                "The file " + file + " cannot be written here. " + byHand
                        + " Do so for every node, then run this again. (" + e + ")",
                e);
    }

    private static String mode(Path file) throws IOException {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class) == null
                ? "r--------"
                : PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Until all nodes that are up say so. */
    private void awaitNodes(Predicate<Node> done) throws SQLException {
        nodes.await(done, "the master key's file as it is now; give it to them as " + file + " is here");
    }
}
