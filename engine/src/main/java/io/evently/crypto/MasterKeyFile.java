package io.evently.crypto;

import io.evently.database.StartupRefused;
import io.evently.tables.WrappedKey;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The master key in a file, which is read again when it changes; a file that does not hold it leaves what was known. */
final class MasterKeyFile implements MasterKey {

    private static final Logger log = LoggerFactory.getLogger(MasterKeyFile.class);

    private static final String FILE = "master.key";

    private final Path file;
    private final String what;
    /** The first wraps. */
    private volatile List<MasterKeyLine> lines;

    private String read;
    private String complaint = "";

    private MasterKeyFile(Path file, String what) {
        this.file = file;
        this.what = what;
        this.read = SecretFile.read(file, what);
        this.lines = MasterKeyLine.parse(read, file);
    }

    private MasterKeyFile(List<MasterKeyLine> lines) {
        this.file = null;
        this.what = "";
        this.lines = lines;
    }

    static MasterKeyFile given(Path file) {
        return new MasterKeyFile(file, "The file that EVENTLY_MASTER_KEY_FILE names");
    }

    static MasterKeyFile keptIn(Path dataFolder) {
        Path file = inFolder(dataFolder);
        SecretFile.makeIfMissing(file);
        return new MasterKeyFile(file, "The file " + file);
    }

    /** Where it is kept if nobody gives it. */
    static Path inFolder(Path dataFolder) {
        return dataFolder.resolve(FILE);
    }

    /** These keys, which no file changes. */
    static MasterKey of(List<MasterKeyLine> lines) {
        return new MasterKeyFile(lines);
    }

    @Override
    public String currentVersion() {
        return lines.get(0).version();
    }

    @Override
    public List<String> versions() {
        return lines.stream().map(MasterKeyLine::version).toList();
    }

    @Override
    public WrappedKey wrap(byte[] key, byte[] context) {
        MasterKeyLine current = lines.get(0);
        try {
            return new WrappedKey(current.wrapping().encrypt(key, context), current.version());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM comes with every Java platform", impossible);
        }
    }

    @Override
    public byte[] unwrap(WrappedKey wrapped, byte[] context) {
        List<MasterKeyLine> candidates = candidates(wrapped);
        if (candidates.isEmpty()) {
            // Another node may have read the changed file a moment earlier.
            refresh(unknown -> false);
            candidates = candidates(wrapped);
        }
        GeneralSecurityException last = null;
        for (MasterKeyLine candidate : candidates) {
            try {
                return candidate.wrapping().decrypt(wrapped.bytes(), context);
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw new UnreadableException(
                "the master key does not open what version " + wrapped.masterVersion() + " wrapped", last);
    }

    private List<MasterKeyLine> candidates(WrappedKey wrapped) {
        return lines.stream()
                .filter(line ->
                        wrapped.masterVersion() == null || line.version().equals(wrapped.masterVersion()))
                .toList();
    }

    @Override
    public synchronized void refresh(Predicate<MasterKey> fits) {
        if (file == null) {
            return;
        }
        try {
            String text = SecretFile.read(file, what);
            if (!text.equals(read)) {
                take(text, fits);
            }
            complaint = "";
        } catch (StartupRefused bad) {
            complain(bad.getMessage());
        }
    }

    private void take(String text, Predicate<MasterKey> fits) {
        List<MasterKeyLine> fresh = MasterKeyLine.parse(text, file);
        boolean goesOn = fresh.stream().anyMatch(line -> line.version().equals(currentVersion()));
        if (goesOn || fits.test(of(fresh))) {
            lines = fresh;
            read = text;
            log.info("The master key was read anew: version {} wraps; known are {}", currentVersion(), versions());
        } else {
            complain(what + " holds other keys than those in use.");
        }
    }

    /** Once, and not every few seconds. */
    private void complain(String why) {
        if (!why.equals(complaint)) {
            complaint = why;
            log.error("The master key is not read anew, and what was known goes on: {}", why);
        }
    }

    /** Before service keys were kept, these were derived from the one master key there was. */
    @Override
    public byte[] firstKeyFor(Purpose purpose) {
        return purpose.derivedBefore()
                .map(name -> lines.get(0).derive(name, SecretFile.BYTES))
                .orElseGet(MasterKey::randomKey);
    }
}
