package io.evently.template;

import static io.evently.Eventually.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.audit.AuditEntry;
import io.evently.database.Shards;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.Origin;
import io.evently.event.actor.TestNode;
import io.evently.message.Cause;
import io.evently.message.MessageType;
import io.evently.tables.message.EmailTemplateRow;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Templates in a real database, seen by two nodes. */
class StoredTemplatesTest {

    private static final MessageType TYPE = MessageType.WAITLIST_JOIN;
    private static final UUID ADMIN = UUID.fromString("018f4e5a-0000-7000-8000-0000000000ff");
    private static final StoredTemplates.Author AUTHOR =
            new StoredTemplates.Author(ADMIN, new Origin("request-1", Origin.Role.ADMIN));

    private static List<String> urls;
    private static Shards shards;

    private final ConcurrentLinkedQueue<AuditEntry> audit = new ConcurrentLinkedQueue<>();
    private StoredTemplates here;
    private StoredTemplates there;

    @BeforeAll
    static void open() {
        urls = TestNode.databases("templates");
        shards = Shards.open(urls, Shards.PoolSizes.DEFAULT);
    }

    @AfterAll
    static void close() {
        shards.close();
    }

    @BeforeEach
    void startTwoNodes() throws SQLException {
        execute("truncate email_templates");
        here = new StoredTemplates(shards, () -> 1_000_000, audit::add);
        there = new StoredTemplates(shards, () -> 2_000_000, audit::add);
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
    }

    private static TemplateContent content(String subject) {
        return new TemplateContent(subject, "<p>{{ eventName }}</p>", "{{ eventName }}", "en");
    }

    private static Optional<EmailTemplateRow> save(StoredTemplates node, TemplateContent content, IfMatch ifMatch) {
        return answer(node.save(TYPE, content, ifMatch, AUTHOR));
    }

    private static String line(StoredTemplates node) {
        return node.templates().line(Cause.WAITLIST_JOINED, Samples.least(Cause.WAITLIST_JOINED));
    }

    @Test
    void whoeverStartsFirstStoresWhatComesWithEvently() throws SQLException {
        here.round();
        there.round();
        here.round();

        assertThat(rows("select template_type, version, is_active, language, author, edition from email_templates"))
                .containsExactlyInAnyOrder(
                        "welcome|1|t|en|null|1",
                        "booking_confirm|1|t|en|null|1",
                        "cancellation|1|t|en|null|1",
                        "waitlist_join|1|t|en|null|1",
                        "waitlist_promotion|1|t|en|null|1",
                        "notification|1|t|en|null|1");
        assertThat(rows("select variables ->> 'eventName', variables ->> 'eventDate', variables ->> 'quantity',"
                        + " variables ->> 'link' from email_templates where template_type = 'waitlist_join'"))
                .containsExactly("text|time|number|null");
        assertThat(there.templates().version(TYPE)).isEqualTo(1);
        assertThat(audit).isEmpty();
    }

    @Test
    void nodesThatStartTogetherStoreThemOnce() throws SQLException {
        List<StoredTemplates> nodes = IntStream.range(0, 3)
                .mapToObj(i -> new StoredTemplates(shards, () -> 1, audit::add))
                .toList();
        CompletableFuture.allOf(nodes.stream()
                        .map(node -> CompletableFuture.runAsync(() -> {
                            try {
                                node.round();
                            } catch (SQLException e) {
                                throw new IllegalStateException(e);
                            }
                        }))
                        .toArray(CompletableFuture[]::new))
                .join();
        nodes.forEach(StoredTemplates::close);

        assertThat(rows("select count(*) from email_templates")).containsExactly("6");
    }

    @Test
    void whatIsSavedIsUsedHereAtOnceAndThereAtTheNextLook() throws SQLException {
        here.round();
        there.round();

        EmailTemplateRow saved =
                save(here, content("Waiting: {{ eventName }}"), IfMatch.ANY).orElseThrow();

        assertThat(saved.version()).isEqualTo(2);
        assertThat(saved.author()).isEqualTo(ADMIN);
        assertThat(line(here)).isEqualTo("Waiting: The Midsummer Concert");
        assertThat(line(there)).startsWith("You are on the waitlist");
        there.round();
        assertThat(line(there)).isEqualTo("Waiting: The Midsummer Concert");
        assertThat(audit).singleElement().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("template.changed");
            assertThat(entry.actor()).isEqualTo(ADMIN);
            assertThat(entry.role()).isEqualTo("admin");
            assertThat(entry.requestId()).isEqualTo("request-1");
            assertThat(entry.entity()).isEqualTo("template");
            assertThat(entry.entityId()).isEqualTo(saved.id());
            assertThat(entry.details())
                    .isEqualTo(Map.of("type", "waitlist_join", "version", "2", "language", "en"));
        });
    }

    @Test
    void theSameWordsMakeNoVersion() throws SQLException {
        here.round();
        save(here, content("One"), IfMatch.ANY);

        EmailTemplateRow again = save(there, content("One"), IfMatch.ANY).orElseThrow();

        assertThat(again.version()).isEqualTo(2);
        assertThat(audit).hasSize(1);
        assertThat(line(there)).isEqualTo("One");
    }

    @Test
    void whoSavesWithoutALanguageKeepsTheOneThereWas() throws SQLException {
        here.round();
        save(here, new TemplateContent("{{ eventDate }}", "{{ eventName }}", "{{ eventName }}", "de"), IfMatch.ANY);

        EmailTemplateRow saved = save(
                        here, new TemplateContent("Am {{ eventDate }}", "{{ eventName }}", "{{ eventName }}", null), IfMatch.ANY)
                .orElseThrow();

        assertThat(saved.language()).isEqualTo("de");
        assertThat(line(here)).startsWith("Am Samstag, 6. Juni 2099");
    }

    @Test
    void ifMatchNamesTheVersionInUse() throws SQLException {
        here.round();

        assertThat(save(here, content("One"), new IfMatch(false, Set.of(1L)))).isPresent();
        assertThat(save(there, content("Two"), new IfMatch(false, Set.of(1L)))).isEmpty();
        assertThat(save(there, content("Two"), new IfMatch(false, Set.of(2L)))).isPresent();
        assertThat(rows("select version from email_templates where template_type = 'waitlist_join' and is_active"))
                .containsExactly("3");
    }

    @Test
    void ofManyWhoSaveAtOnceEachMakesAVersionAndOneIsInUse() throws SQLException {
        here.round();

        CompletableFuture.allOf(IntStream.range(0, 20)
                        .mapToObj(i -> (i % 2 == 0 ? here : there).save(TYPE, content("Words " + i), IfMatch.ANY, AUTHOR))
                        .toArray(CompletableFuture[]::new))
                .join();

        assertThat(rows("select count(*), max(version), count(*) filter (where is_active) from email_templates"
                        + " where template_type = 'waitlist_join'"))
                .containsExactly("21|21|1");
    }

    @Test
    void ofAHundredVersionsTheOldestGo() throws SQLException {
        here.round();
        for (int i = 0; i < 101; i++) {
            save(here, content("Words " + i), IfMatch.ANY);
        }

        assertThat(rows("select min(version), max(version), count(*) from email_templates"
                        + " where template_type = 'waitlist_join'"))
                .containsExactly("3|102|100");
    }

    @Test
    void whatIsRefusedIsNotSaved() throws SQLException {
        here.round();

        assertThatThrownBy(() -> save(here, content("{{ nobody }}"), IfMatch.ANY))
                .hasRootCauseInstanceOf(TemplateRefused.class);

        assertThat(rows("select count(*) from email_templates")).containsExactly("6");
        assertThat(audit).isEmpty();
    }

    @Test
    void anEditedTemplateSurvivesANewEditionAndAnOtherFollowsIt() throws SQLException {
        here.round();
        save(here, content("Mine"), IfMatch.ANY);
        execute("update email_templates set edition = 0, subject_template = 'Old' where template_type = 'welcome'");

        StoredTemplates newer = new StoredTemplates(shards, () -> 3_000_000, audit::add);
        newer.round();
        newer.close();

        assertThat(rows("select template_type, version, edition from email_templates"
                        + " where is_active and template_type in ('welcome', 'waitlist_join') order by 1"))
                .containsExactly("welcome|2|1", "waitlist_join|2|null");
        assertThat(line(newer)).isEqualTo("Mine");
    }

    @Test
    void aNewerEditionIsNotTakenBack() throws SQLException {
        here.round();
        execute("update email_templates set edition = 99, subject_template = 'Newer {{ eventName }}', version = 2"
                + " where template_type = 'waitlist_join'");

        there.round();

        assertThat(line(there)).isEqualTo("Newer The Midsummer Concert");
        assertThat(rows("select count(*) from email_templates")).containsExactly("6");
    }

    @Test
    void aVersionThatThisNodeDoesNotUnderstandLeavesTheOneBefore() throws SQLException {
        here.round();
        save(here, content("Mine"), IfMatch.ANY);
        execute("update email_templates set version = 3, subject_template = '{{ laterVariable }}'"
                + " where template_type = 'waitlist_join' and is_active");

        here.round();
        here.round();

        assertThat(line(here)).isEqualTo("Mine");
        assertThat(line(there)).startsWith("You are on the waitlist");
    }

    @Test
    void withoutItsDatabaseANodeUsesWhatItKnows() {
        Shards away = Shards.open(urls, Shards.PoolSizes.DEFAULT);
        away.close();
        try (StoredTemplates node = new StoredTemplates(away, () -> 1, audit::add)) {
            assertThatThrownBy(node::round).isInstanceOf(SQLException.class);

            assertThat(line(node)).startsWith("You are on the waitlist");
        }
    }

    @Test
    void aPreviewShowsWhatIsNotSaved() {
        Map<String, String> variables = Samples.of(Cause.WAITLIST_JOINED);
        variables.put("eventName", "<Proms>");

        Template.Rendered shown = answer(here.preview(
                Cause.WAITLIST_JOINED, new TemplateContent("S {{ eventName }}", null, "T", null), variables));

        assertThat(shown.subject()).isEqualTo("S <Proms>");
        assertThat(shown.html()).contains("&lt;Proms&gt;").contains("You are in the queue");
        assertThat(shown.text()).isEqualTo("T\n");
        assertThatThrownBy(() -> answer(here.preview(
                        Cause.WAITLIST_JOINED, new TemplateContent("{{ x }}", "<script>", null, "?"), variables)))
                .hasRootCauseInstanceOf(TemplateRefused.class)
                .rootCause()
                .satisfies(refused -> assertThat(((TemplateRefused) refused).faults())
                        .extracting(TemplateFault::field)
                        .containsExactly("language", "subject", "html"));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urls.get(0));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> rows(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urls.get(0));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", row));
            }
            return rows;
        }
    }
}
