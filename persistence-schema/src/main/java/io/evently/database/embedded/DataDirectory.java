package io.evently.database.embedded;

import io.evently.database.StartupRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folder with PostgreSQL's own files, below the data folder. */
final class DataDirectory {

    /** Of the binaries Evently carries. */
    static final String MAJOR_VERSION = "18";

    private DataDirectory() {}

    /** Where it is; it may not be made yet. */
    static Path in(Path dataFolder) {
        return dataFolder.resolve("postgres");
    }

    /**
     * Makes it beside its place and renames it: a kill in the middle leaves nothing half made. One that is there stays.
     *
     * @throws StartupRefused if it is another version's, or cannot be made
     */
    static void make(Path dataFolder, PostgresPrograms programs, EmbeddedLogins logins) {
        Path directory = in(dataFolder);
        pathMustSuitTheShell(directory);
        try {
            Path version = directory.resolve("PG_VERSION");
            if (Files.exists(version)) {
                versionMustBeOurs(directory, Files.readString(version).strip());
                return;
            }
            Path fresh = dataFolder.resolve("postgres.new");
            PostgresBinaries.deleteTree(fresh);
            PostgresPrograms.Outcome made = logins.withSuperusersPasswordIn(
                    dataFolder, password -> programs.run("initdb", initialisation(fresh, password)));
            if (!made.ok()) {
                throw new StartupRefused("PostgreSQL could not make its files in " + fresh + ": " + made.output());
            }
            Files.move(fresh, directory);
        } catch (IOException e) {
            throw new StartupRefused("PostgreSQL could not make its files in " + directory + ": " + e, e);
        }
    }

    private static List<String> initialisation(Path directory, Path password) {
        return List.of(
                "--pgdata=" + directory,
                "--username=" + EmbeddedLogins.SUPERUSER,
                "--auth=scram-sha-256",
                "--pwfile=" + password,
                "--encoding=UTF8",
                // Whoever needs a new file of the log fills it with zeros first, and all commits wait: 5 to 10 ms for 4
                // MB,
                // 30 to 80 for the usual 16.
                "--wal-segsize=4",
                // The built-in C.UTF-8 sorts the same on every machine, whatever its C library; it needs no locale.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
    }

    /** {@code pg_ctl} hands its arguments to a shell inside double quotes. */
    private static void pathMustSuitTheShell(Path directory) {
        if (directory.toString().matches("(?s).*[\"$`\\\\\\n].*")) {
            throw new StartupRefused("PostgreSQL cannot live in " + directory
                    + ": give the data folder a path without quotes, dollar signs and backslashes.");
        }
    }

    private static void versionMustBeOurs(Path directory, String version) {
        if (!version.equals(MAJOR_VERSION)) {
            throw new StartupRefused("The files in " + directory + " were made by PostgreSQL " + version
                    + "; this Evently carries " + MAJOR_VERSION + ". Dump them with the old Evently and restore them.");
        }
    }
}
