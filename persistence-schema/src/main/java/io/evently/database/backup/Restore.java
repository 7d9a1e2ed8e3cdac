package io.evently.database.backup;

import io.evently.database.DatabaseUrl;
import io.evently.database.Migrations;
import io.evently.database.StartupRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a backup into four databases, and forgets there whom Evently forgot since. Until all of that is done the databases
 * bear a mark on which Evently does not start; begun again, it begins anew.
 *
 * @param urls JDBC URLs of the databases 0 to 3, by which their owner connects
 * @param folder where the backups are
 * @param data the name of one; empty: the newest
 * @param keys the name of the newest; empty: whichever that is
 * @param forgotten a file of ids that no backup of keys knows
 * @param replace whether what is in the databases may go
 * @param masterKey has to open the keys that come back
 */
public record Restore(
        List<String> urls,
        BackupFolder folder,
        Optional<String> data,
        Optional<String> keys,
        Optional<Path> forgotten,
        boolean replace,
        KeyUnwrapping masterKey) {

    /**
     * What came back.
     *
     * @param forgotten how many are on the list
     * @param keysThrownAway how many of them the backup still had keys of
     * @param unreadableUsers who has no key, and is not on the list
     */
    public record Outcome(
            BackupName data, BackupName keys, long rows, int forgotten, int keysThrownAway, long unreadableUsers) {}

    /**
     * @throws StartupRefused with the reason, before anything was changed
     * @throws RestoreBrokenOff with the reason, leaving the mark
     */
    public Outcome run() {
        RestoreChoice choice = RestoreChoice.of(folder, data, keys, forgotten);
        KeySamples.mustOpen(folder.of(choice.keys()), choice.keysManifest(), masterKey);
        List<Target> targets = new ArrayList<>();
        try {
            for (int shard = 0; shard < urls.size(); shard++) {
                targets.add(Target.open(urls.get(shard), shard));
                versionMustBeKnown(choice.keysManifest(), shard);
            }
            for (Target target : targets) {
                target.mustBeFree(replace);
                choice.forgotten().addFrom(target.connection());
            }
            return changed(() -> restore(choice, targets));
        } catch (SQLException e) {
            throw new StartupRefused("PostgreSQL says: " + DatabaseUrl.redacted(e.getMessage()), e);
        } finally {
            close(targets);
        }
    }

    /** What changes databases. */
    private interface Change<T> {
        T run() throws SQLException, IOException;
    }

    /** Whatever it fails of, nobody may take it for a refusal. */
    private static <T> T changed(Change<T> change) {
        try {
            return change.run();
        } catch (SQLException e) {
            throw new RestoreBrokenOff("PostgreSQL says: " + DatabaseUrl.redacted(e.getMessage()), e);
        } catch (IOException e) {
            throw new RestoreBrokenOff("The backup cannot be read: " + e, e);
        } catch (StartupRefused e) {
            throw new RestoreBrokenOff(e.getMessage(), e);
        }
    }

    private Outcome restore(RestoreChoice choice, List<Target> targets) throws SQLException, IOException {
        for (int shard = 0; shard < targets.size(); shard++) {
            UnfinishedRestore.mark(targets.get(shard).connection(), shard, choice.forgotten());
        }
        int thrownAway = 0;
        for (int shard = 0; shard < targets.size(); shard++) {
            thrownAway += restore(choice, targets.get(shard), shard);
        }
        Migrations.migrate(urls);
        long unreadable = 0;
        for (Target target : targets) {
            unreadable += target.unreadableUsers();
        }
        for (Target target : targets) {
            UnfinishedRestore.clear(target.connection());
        }
        return new Outcome(
                choice.data(),
                choice.keys(),
                choice.dataManifest().rows(),
                choice.forgotten().size(),
                thrownAway,
                unreadable);
    }

    /** Each backup's rows are of the schema of its day; what came later is done to them as it was to the others. */
    private int restore(RestoreChoice choice, Target target, int shard) throws SQLException, IOException {
        String url = urls.get(shard);
        target.dropSchemas();
        Migrations.makeAnew(shard, url, choice.dataManifest().schemaOf(shard));
        target.inOneTransaction(() -> target.load(folder.of(choice.data()), choice.dataManifest()));
        Migrations.migrateTo(shard, url, choice.keysManifest().schemaOf(shard));
        int[] thrownAway = new int[1];
        target.inOneTransaction(() -> {
            target.load(folder.of(choice.keys()), choice.keysManifest());
            thrownAway[0] = choice.forgotten().forgetIn(target.connection(), shard);
        });
        return thrownAway[0];
    }

    /**
     * Applies the list of the forgotten alone, to databases that somebody restored otherwise (a copy of the server's files,
     * a replica that lagged behind).
     *
     * @return how many keys were thrown away
     * @throws StartupRefused with the reason, before anything was changed
     * @throws RestoreBrokenOff with the reason; some databases may have the list
     */
    public int forget() {
        ForgottenList list = RestoreChoice.list(folder, forgotten);
        List<Target> targets = new ArrayList<>();
        try {
            for (int shard = 0; shard < urls.size(); shard++) {
                targets.add(Target.open(urls.get(shard), shard));
            }
            return changed(() -> forget(list, targets));
        } finally {
            close(targets);
        }
    }

    private static int forget(ForgottenList list, List<Target> targets) throws SQLException, IOException {
        int[] thrownAway = new int[1];
        for (int shard = 0; shard < targets.size(); shard++) {
            Target target = targets.get(shard);
            int number = shard;
            target.inOneTransaction(() -> thrownAway[0] += list.forgetIn(target.connection(), number));
        }
        return thrownAway[0];
    }

    private void versionMustBeKnown(Manifest newest, int shard) {
        if (!Migrations.knows(urls.get(shard), newest.schemaOf(shard))) {
            throw new StartupRefused("The backup is of schema " + newest.schemaOf(shard)
                    + ", which this version of Evently does not know. Restore it with the version that made it, or a newer"
                    + " one.");
        }
    }

    private static void close(List<Target> targets) {
        targets.forEach(Target::close);
    }
}
