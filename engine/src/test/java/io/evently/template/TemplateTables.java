package io.evently.template;

import static io.evently.Eventually.answer;

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
import java.util.Optional;
import java.util.UUID;

/** Templates of one type in a real database. */
final class TemplateTables implements AutoCloseable {

    static final MessageType TYPE = MessageType.WAITLIST_JOIN;
    static final UUID ADMIN = UUID.fromString("018f4e5a-0000-7000-8000-0000000000ff");
    static final StoredTemplates.Author AUTHOR =
            new StoredTemplates.Author(ADMIN, new Origin("request-1", Origin.Role.ADMIN));

    private final List<String> urls;
    private final Shards shards;

    TemplateTables(String name) {
        urls = TestNode.databases(name);
        shards = openAgain();
    }

    Shards shards() {
        return shards;
    }

    Shards openAgain() {
        return Shards.open(urls, Shards.PoolSizes.DEFAULT);
    }

    @Override
    public void close() {
        shards.close();
    }

    static TemplateContent content(String subject) {
        return new TemplateContent(subject, "<p>{{ eventName }}</p>", "{{ eventName }}", "en");
    }

    static Optional<EmailTemplateRow> save(StoredTemplates node, TemplateContent content, IfMatch ifMatch) {
        return answer(node.save(TYPE, content, ifMatch, AUTHOR));
    }

    static String line(StoredTemplates node) {
        return node.templates().line(Cause.WAITLIST_JOINED, Samples.least(Cause.WAITLIST_JOINED));
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urls.get(0));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    List<String> rows(String sql) throws SQLException {
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
