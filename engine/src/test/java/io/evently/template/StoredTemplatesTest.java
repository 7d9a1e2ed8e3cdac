package io.evently.template;

import static io.evently.Eventually.answer;
import static io.evently.template.TemplateTables.ADMIN;
import static io.evently.template.TemplateTables.AUTHOR;
import static io.evently.template.TemplateTables.TYPE;
import static io.evently.template.TemplateTables.content;
import static io.evently.template.TemplateTables.line;
import static io.evently.template.TemplateTables.save;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.audit.AuditEntry;
import io.evently.database.Shards;
import io.evently.event.EventCommand.IfMatch;
import io.evently.message.Cause;
import io.evently.tables.message.EmailTemplateRow;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static TemplateTables tables;

    private final ConcurrentLinkedQueue<AuditEntry> audit = new ConcurrentLinkedQueue<>();
    private StoredTemplates here;
    private StoredTemplates there;

    @BeforeAll
    static void open() {
        tables = new TemplateTables("templates");
    }

    @AfterAll
    static void close() {
        tables.close();
    }

    @BeforeEach
    void startTwoNodes() throws SQLException {
        tables.execute("truncate email_templates");
        here = new StoredTemplates(tables.shards(), () -> 1_000_000, audit::add);
        there = new StoredTemplates(tables.shards(), () -> 2_000_000, audit::add);
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
    }

    @Test
    void whoeverStartsFirstStoresWhatComesWithEvently() throws SQLException {
        here.round();
        there.round();
        here.round();

        assertThat(tables.rows(
                        "select template_type, version, is_active, language, author, edition from email_templates"))
                .containsExactlyInAnyOrder(
                        "welcome|1|t|en|null|" + DefaultTemplates.EDITION,
                        "booking_confirm|1|t|en|null|" + DefaultTemplates.EDITION,
                        "cancellation|1|t|en|null|" + DefaultTemplates.EDITION,
                        "waitlist_join|1|t|en|null|" + DefaultTemplates.EDITION,
                        "waitlist_promotion|1|t|en|null|" + DefaultTemplates.EDITION,
                        "notification|1|t|en|null|" + DefaultTemplates.EDITION);
        assertThat(tables.rows("select variables ->> 'eventName', variables ->> 'eventDate', variables ->> 'quantity',"
                        + " variables ->> 'link' from email_templates where template_type = 'waitlist_join'"))
                .containsExactly("text|time|number|null");
        assertThat(there.templates().version(TYPE)).isEqualTo(1);
        assertThat(audit).isEmpty();
    }

    @Test
    void nodesThatStartTogetherStoreThemOnce() throws SQLException {
        List<StoredTemplates> nodes = IntStream.range(0, 3)
                .mapToObj(i -> new StoredTemplates(tables.shards(), () -> 1, audit::add))
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

        assertThat(tables.rows("select count(*) from email_templates")).containsExactly("6");
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
            assertThat(entry.details()).isEqualTo(Map.of("type", "waitlist_join", "version", "2", "language", "en"));
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
                        here,
                        new TemplateContent("Am {{ eventDate }}", "{{ eventName }}", "{{ eventName }}", null),
                        IfMatch.ANY)
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
        assertThat(tables.rows(
                        "select version from email_templates where template_type = 'waitlist_join' and is_active"))
                .containsExactly("3");
    }

    @Test
    void ofManyWhoSaveAtOnceEachMakesAVersionAndOneIsInUse() throws SQLException {
        here.round();

        CompletableFuture.allOf(IntStream.range(0, 20)
                        .mapToObj(
                                i -> (i % 2 == 0 ? here : there).save(TYPE, content("Words " + i), IfMatch.ANY, AUTHOR))
                        .toArray(CompletableFuture[]::new))
                .join();

        assertThat(tables.rows("select count(*), max(version), count(*) filter (where is_active) from email_templates"
                        + " where template_type = 'waitlist_join'"))
                .containsExactly("21|21|1");
    }

    @Test
    void ofAHundredVersionsTheOldestGo() throws SQLException {
        here.round();
        for (int i = 0; i < 101; i++) {
            save(here, content("Words " + i), IfMatch.ANY);
        }

        assertThat(tables.rows("select min(version), max(version), count(*) from email_templates"
                        + " where template_type = 'waitlist_join'"))
                .containsExactly("3|102|100");
    }

    @Test
    void whatIsRefusedIsNotSaved() throws SQLException {
        here.round();

        assertThatThrownBy(() -> save(here, content("{{ nobody }}"), IfMatch.ANY))
                .hasRootCauseInstanceOf(TemplateRefused.class);

        assertThat(tables.rows("select count(*) from email_templates")).containsExactly("6");
        assertThat(audit).isEmpty();
    }

    @Test
    void aVersionThatThisNodeDoesNotUnderstandLeavesTheOneBefore() throws SQLException {
        here.round();
        save(here, content("Mine"), IfMatch.ANY);
        tables.execute("update email_templates set version = 3, subject_template = '{{ laterVariable }}'"
                + " where template_type = 'waitlist_join' and is_active");

        here.round();
        here.round();

        assertThat(line(here)).isEqualTo("Mine");
        assertThat(line(there)).startsWith("You are on the waitlist");
    }

    @Test
    void withoutItsDatabaseANodeUsesWhatItKnows() {
        Shards away = tables.openAgain();
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
}
