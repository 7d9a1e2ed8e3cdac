package io.evently.loadtest.verify;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Operation.Verdict;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real server left behind after some 300 requests: its own journal, tables and answers. Most of it is its start. */
class CheckedServerTest {

    private static final Duration TABLES_WITHIN = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void aRealServerBreaksNoRuleAndEveryErrorPlantedInWhatItLeftIsFound() throws SQLException, IOException {
        History history = new History();
        try (Cluster server = Cluster.start(ClusterSettings.embeddedOfShortLife(folder))) {
            RecordedVisitors.visit(server, history);
            Evidence evidence = EvidenceReader.read(server.databasePort(), null, history.operations(), TABLES_WITHIN);
            somethingMustHaveHappened(evidence);
            assertThat(Checker.violations(evidence)).isEmpty();
            plantedErrorsMustBeFound(evidence);
        }
        history.writeTo(folder.resolve("history.jsonl"));
        assertThat(Files.readAllLines(folder.resolve("history.jsonl"))).hasSameSizeAs(history.operations());
    }

    private static void somethingMustHaveHappened(Evidence evidence) {
        Map<Kind, Map<Verdict, Long>> counts = evidence.operations().stream()
                .collect(groupingBy(Operation::kind, groupingBy(Operation::verdict, counting())));
        for (Kind kind : Kind.values()) {
            Verdict usual = kind == Kind.READ_STRANGERS_BOOKING ? Verdict.REFUSED : Verdict.OK;
            assertThat(counts.get(kind)).as(kind.toString()).containsKey(usual);
        }
        assertThat(evidence.operations()).hasSizeGreaterThan(200);
        assertThat(evidence.tables().promotions()).isNotEmpty();
    }

    /** Only a hold that ran out is missing from these seconds. */
    private static void plantedErrorsMustBeFound(Evidence evidence) {
        List<String> noPlace = new ArrayList<>();
        List<String> notFound = new ArrayList<>();
        for (PlantedError error : PlantedErrors.all()) {
            Optional<Evidence> damaged = error.plant().apply(evidence);
            if (damaged.isEmpty()) {
                noPlace.add(error.rule());
            } else if (Checker.violations(damaged.get()).stream()
                    .noneMatch(violation -> violation.rule().equals(error.rule()))) {
                notFound.add(error.name());
            }
        }
        assertThat(notFound).isEmpty();
        assertThat(noPlace).containsExactly(Rules.NOTHING_OVERDUE);
    }
}
