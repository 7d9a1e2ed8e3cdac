package io.evently.database.backup;

import io.evently.database.DatabaseUrl;
import io.evently.database.StartupRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads all rows of the four databases into a folder, while Evently runs. Each database is read in one snapshot, journal
 * and tables together; the four snapshots of a {@link BackupKind#DATA} are of one moment.
 */
public final class Backup {

    private Backup() {}

    /**
     * Makes one.
     *
     * @param urls JDBC URLs of the databases 0 to 3, by which their owner connects; for keys one who may read these
     * @throws StartupRefused naming the reason; then nothing is left of it
     */
    public static BackupName take(BackupKind kind, List<String> urls, BackupFolder folder) {
        List<Source> sources = new ArrayList<>();
        try {
            for (int shard = 0; shard < urls.size(); shard++) {
                sources.add(Source.open(urls.get(shard), shard, kind));
            }
            Instant taken;
            if (kind == BackupKind.DATA) {
                try (JournalPause pause = JournalPause.begin(urls)) {
                    taken = snapshots(sources);
                }
            } else {
                taken = snapshots(sources);
            }
            return write(new BackupName(kind, taken), sources, folder);
        } catch (SQLException e) {
            throw new StartupRefused("The backup failed: " + DatabaseUrl.redacted(e.getMessage()), e);
        } catch (IOException e) {
            throw new StartupRefused("The backup cannot be written: " + e, e);
        } finally {
            sources.forEach(Source::close);
        }
    }

    private static Instant snapshots(List<Source> sources) throws SQLException {
        Instant before = Instant.now();
        for (Source source : sources) {
            source.takeSnapshot();
        }
        return before;
    }

    private static BackupName write(BackupName name, List<Source> sources, BackupFolder folder)
            throws SQLException, IOException {
        Path partial = folder.begin(name);
        try {
            List<Dumped> all = new ArrayList<>();
            for (Source source : sources) {
                all.addAll(source.write(partial));
            }
            new Manifest(name.kind(), all).write(partial);
            Checksums.write(partial);
            PrivateFolder.force(partial);
            folder.finish(name);
            return name;
        } catch (SQLException | IOException | RuntimeException e) {
            PrivateFolder.delete(partial);
            throw e;
        }
    }
}
