package io.evently;

import io.evently.crypto.MasterKeyAtHand;
import io.evently.database.StartupRefused;
import io.evently.database.backup.BackupFolder;
import io.evently.database.backup.Restore;
import io.evently.database.backup.RestoreBrokenOff;
import java.nio.file.Path;
import java.util.Set;

/** {@code cluster-config/restore.sh}: puts a backup into four databases, without whom Evently forgot since. */
public final class RestoreDatabases {

    private RestoreDatabases() {}

    public static void main(String[] args) {
        try {
            Arguments arguments = new Arguments(
                    args, Set.of("--data", "--keys", "--forgotten"), Set.of("--replace", "--only-forget"));
            if (arguments.words().size() != 1) {
                throw new StartupRefused("Name the folder the backups are in.");
            }
            BackupFolder folder =
                    BackupFolder.existing(Path.of(arguments.words().get(0)).toAbsolutePath());
            MaintenanceSettings settings = MaintenanceSettings.load();
            MasterKeyAtHand masterKey = new MasterKeyAtHand(settings.masterKeyFile(), settings.dataDir());
            String said = settings.whileStopped(urls -> run(
                    new Restore(
                            urls,
                            folder,
                            arguments.value("--data"),
                            arguments.value("--keys"),
                            arguments.value("--forgotten").map(file -> Path.of(file)
                                    .toAbsolutePath()),
                            arguments.has("--replace"),
                            masterKey),
                    arguments.has("--only-forget")));
            System.out.println(said);
            masterKey
                    .used()
                    .ifPresent(used -> System.out.println("Nodes need this master key from now on: " + used + "."));
        } catch (StartupRefused refused) {
            System.err.println("Nothing was changed: " + refused.getMessage());
            System.exit(1);
        } catch (RestoreBrokenOff broken) {
            System.err.println("The restore did not come to its end; run it again. " + broken.getMessage());
            System.exit(1);
        }
    }

    private static String run(Restore restore, boolean onlyForget) {
        if (onlyForget) {
            return "The keys of " + restore.forget() + " forgotten users were thrown away.";
        }
        Restore.Outcome outcome = restore.run();
        String unreadable = outcome.unreadableUsers() == 0
                ? ""
                : "%nOf %d users there are no keys: they cannot be read.".formatted(outcome.unreadableUsers());
        return """
                Restored %s (%d rows) with %s.
                The list of the forgotten has %d users; of %d the keys came back and were thrown away again.
                It reaches to %s, or to the end of the databases that were replaced. Who was forgotten later must be named: \
                --forgotten <file>.%s"""
                .formatted(
                        outcome.data(),
                        outcome.rows(),
                        outcome.keys(),
                        outcome.forgotten(),
                        outcome.keysThrownAway(),
                        outcome.keys().taken(),
                        unreadable);
    }
}
