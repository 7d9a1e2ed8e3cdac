package io.evently.loadtest.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.audit.Violation;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Operation.Verdict;
import io.evently.loadtest.history.OperationCounts;
import io.evently.loadtest.server.ServerProcess;
import io.evently.loadtest.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real server left behind after some 300 requests: its own journal, tables and answers. About 15 s. */
class CheckedServerTest {

    private static final Duration TABLES_WITHIN = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void aRealServerBreaksNoRuleAndEveryErrorPlantedInWhatItLeftIsFound() throws SQLException, IOException {
        History history = new History();
        try (ServerProcess server = ServerProcess.start(ServerSettings.in(folder))) {
            RecordedVisitors.visit(server, history);
            Evidence evidence = EvidenceReader.read(server.databasePort(), history.operations(), TABLES_WITHIN);
            somethingMustHaveHappened(evidence);
            assertThat(Checker.violations(evidence)).isEmpty();
            plantedErrorsMustBeFound(evidence);
        }
        history.writeTo(folder.resolve("history.jsonl"));
        assertThat(Files.readAllLines(folder.resolve("history.jsonl"))).hasSameSizeAs(history.operations());
    }

    private static void somethingMustHaveHappened(Evidence evidence) {
        Map<Kind, Map<Verdict, Long>> counts = OperationCounts.of(evidence.operations());
        for (Kind kind : Kind.values()) {
            Verdict usual = kind == Kind.READ_STRANGERS_BOOKING ? Verdict.REFUSED : Verdict.OK;
            assertThat(counts.get(kind)).as(kind.toString()).containsKey(usual);
        }
        assertThat(evidence.operations()).hasSizeGreaterThan(200);
        assertThat(evidence.tables().promotions()).isNotEmpty();
    }

    private static void plantedErrorsMustBeFound(Evidence evidence) {
        SoftAssertions all = new SoftAssertions();
        for (PlantedError error : PlantedErrors.all()) {
            // No hold runs out in these seconds.
            Optional<Evidence> damaged = error.plant().apply(evidence);
            all.assertThat(damaged.isPresent() || error.rule().equals(Rules.NOTHING_OVERDUE))
                    .as("a place for: " + error)
                    .isTrue();
            List<Violation> found = damaged.map(Checker::violations).orElse(List.of());
            if (damaged.isPresent()) {
                all.assertThat(found)
                        .as(error.toString())
                        .extracting(Violation::rule)
                        .contains(error.rule());
            }
        }
        all.assertAll();
    }
}
