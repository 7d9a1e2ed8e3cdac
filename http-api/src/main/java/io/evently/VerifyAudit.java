package io.evently;

import io.evently.audit.AuditReport;
import io.evently.database.DatabaseUrl;
import io.evently.database.StartupRefused;
import io.evently.database.embedded.DataFolder;
import io.evently.database.embedded.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * {@code mvn -Pverify-audit}: reads the audit of all four databases and says which row was changed, put in or removed, while
 * Evently runs or while it does not. With {@code -Dexec.args=<log file>} it also holds the heads that this log tells of
 * against the audit. Ends with status 1 if something is wrong, 2 if it could not look.
 */
public final class VerifyAudit {

    private static final int BROKEN = 1;
    private static final int NOT_SEEN = 2;

    private VerifyAudit() {}

    /** @param args the path of a log, or nothing */
    public static void main(String[] args) {
        try {
            Settings settings = Settings.load();
            List<String> log = args.length == 0 ? List.of() : Files.readAllLines(Path.of(args[0]));
            AuditReport report = settings.usesEmbeddedServer()
                    ? ofEmbedded(settings.dataDir(), log)
                    : AuditReport.of(settings.shardUrls(), log);
            report.lines().forEach(System.out::println);
            if (!report.isWhole()) {
                System.exit(BROKEN);
            }
        } catch (StartupRefused | IOException | SQLException failed) {
            System.err.println(
                    "The audit was not verified: " + DatabaseUrl.redacted(String.valueOf(failed.getMessage())));
            System.exit(NOT_SEEN);
        }
    }

    /** On the server of the Evently that holds the folder, or on one of our own if none does. */
    private static AuditReport ofEmbedded(Path dataDir, List<String> log) throws SQLException {
        DataFolder folder;
        try {
            folder = DataFolder.claim(dataDir);
        } catch (StartupRefused taken) {
            return AuditReport.of(EmbeddedServer.ownerUrlsOfRunning(dataDir), log);
        }
        try (folder;
                EmbeddedServer server = EmbeddedServer.start(folder)) {
            return AuditReport.of(server.ownerUrls(), log);
        }
    }
}
