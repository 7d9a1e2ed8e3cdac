package io.evently;

import io.evently.database.StartupRefused;
import io.evently.database.backup.Backup;
import io.evently.database.backup.BackupFolder;
import io.evently.database.backup.BackupKind;
import io.evently.database.backup.BackupName;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** {@code cluster-config/backup.sh}: backs up the four databases while Evently runs, data and keys apart. */
public final class BackupDatabases {

    /** Two weeks of daily ones. */
    private static final int KEEP_DATA = 14;

    /** The newest counts; what is thrown away goes from the older ones only with them. */
    private static final int KEEP_KEYS = 3;

    private BackupDatabases() {}

    public static void main(String[] args) {
        try {
            Arguments arguments = new Arguments(args, Set.of("--keep-data", "--keep-keys"), Set.of("--keys"));
            if (arguments.words().size() != 1) {
                throw new StartupRefused("Name the folder the backups go to.");
            }
            int keepData = arguments.number("--keep-data", KEEP_DATA);
            int keepKeys = arguments.number("--keep-keys", KEEP_KEYS);
            BackupFolder folder =
                    BackupFolder.at(Path.of(arguments.words().get(0)).toAbsolutePath());
            Integer unused = MaintenanceSettings.load().whileRunning(urls -> {
                if (!arguments.has("--keys")) {
                    take(BackupKind.DATA, urls, folder, keepData);
                }
                // After the data: there must be a key for everybody in them.
                take(BackupKind.KEYS, urls, folder, keepKeys);
                return 0;
            });
        } catch (StartupRefused refused) {
            System.err.println("No backup was made: " + refused.getMessage());
            System.exit(1);
        }
    }

    private static void take(BackupKind kind, List<String> urls, BackupFolder folder, int keep) {
        System.out.println("made " + Backup.take(kind, urls, folder));
        for (BackupName old : folder.prune(kind, keep)) {
            System.out.println("deleted " + old);
        }
    }
}
