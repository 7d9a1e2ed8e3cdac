package io.evently.template;

import static io.evently.template.TemplateTables.content;
import static io.evently.template.TemplateTables.line;
import static io.evently.template.TemplateTables.save;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.EventCommand.IfMatch;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An update of Evently with other words. */
class TemplateEditionsTest {

    private static TemplateTables tables;

    private StoredTemplates here;
    private StoredTemplates there;

    @BeforeAll
    static void open() {
        tables = new TemplateTables("editions");
    }

    @AfterAll
    static void close() {
        tables.close();
    }

    @BeforeEach
    void startTwoNodes() throws SQLException {
        tables.execute("truncate email_templates");
        here = node();
        there = node();
    }

    private StoredTemplates node() {
        return new StoredTemplates(tables.shards(), () -> 1_000_000, entry -> {});
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
    }

    @Test
    void anEditedTemplateSurvivesANewEditionAndAnOtherFollowsIt() throws SQLException {
        here.round();
        save(here, content("Mine"), IfMatch.ANY);
        tables.execute(
                "update email_templates set edition = 0, subject_template = 'Old' where template_type = 'welcome'");

        StoredTemplates newer = node();
        newer.round();
        newer.close();

        assertThat(tables.rows("select template_type, version, edition from email_templates"
                        + " where is_active and template_type in ('welcome', 'waitlist_join') order by 1"))
                .containsExactly("welcome|2|" + DefaultTemplates.EDITION, "waitlist_join|2|null");
        assertThat(line(newer)).isEqualTo("Mine");
    }

    @Test
    void aNewerEditionIsNotTakenBack() throws SQLException {
        here.round();
        tables.execute(
                "update email_templates set edition = 99, subject_template = 'Newer {{ eventName }}', version = 2"
                        + " where template_type = 'waitlist_join'");

        there.round();

        assertThat(line(there)).isEqualTo("Newer The Midsummer Concert");
        assertThat(tables.rows("select count(*) from email_templates")).containsExactly("6");
    }
}
