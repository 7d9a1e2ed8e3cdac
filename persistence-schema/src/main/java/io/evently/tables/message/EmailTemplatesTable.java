package io.evently.tables.message;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code email_templates} of database 0: versions of what mails say, of which one of each type is in use. */
public final class EmailTemplatesTable {

    /** They are all in this one. */
    public static final int DATABASE = 0;

    /** Versions of a type that are kept: who edits daily finds those of three months. */
    private static final int KEPT = 100;

    private static final String SHOWN =
            """
            select id, template_type, subject_template, html_template, text_template, variables, language, version,
                author, edition, micros_of_timestamp(created_at)
            from email_templates
            """;

    private static final String IN_USE = SHOWN + "where template_type = ?::message_type and is_active";

    private static final String OF_VERSION = SHOWN + "where template_type = ?::message_type and version = ?";

    private static final String VERSIONS = "select template_type, version from email_templates where is_active";

    private static final String LAST = "select max(version) from email_templates where template_type = ?::message_type";

    /** Until the transaction ends: two that save at once make two versions, one after the other. */
    private static final String LOCK =
            "select pg_advisory_xact_lock(hashtextextended('email_templates ' || ?, 0))::text";

    private static final String RETIRE =
            """
            update email_templates set is_active = false, updated_at = clock_timestamp()
            where template_type = ?::message_type and is_active
            """;

    private static final String ADD =
            """
            insert into email_templates (id, template_type, subject_template, html_template, text_template, variables,
                language, version, author, edition, is_active, created_at, updated_at)
            values (?, ?::message_type, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, true, timestamp_of_micros(?), timestamp_of_micros(?))
            """;

    private static final String FORGET =
            "delete from email_templates where template_type = ?::message_type and version <= ?";

    private EmailTemplatesTable() {}

    /** Which version of a type is in use. */
    public record Version(String type, int version) {}

    /** Which version of each type is in use. */
    public static List<Version> versions(Connection connection) throws SQLException {
        return Statements.list(connection, VERSIONS, row -> new Version(row.getString(1), row.getInt(2)));
    }

    /** The one in use. */
    public static Optional<EmailTemplateRow> inUse(Connection connection, String type) throws SQLException {
        return Statements.first(connection, IN_USE, EmailTemplatesTable::row, type);
    }

    /** A version, in use or not. */
    public static Optional<EmailTemplateRow> find(Connection connection, String type, int version) throws SQLException {
        return Statements.first(connection, OF_VERSION, EmailTemplatesTable::row, type, version);
    }

    /** The newest version of a type, in use or not; 0 if there is none. */
    public static int last(Connection connection, String type) throws SQLException {
        return Statements.first(connection, LAST, row -> row.getInt(1), type).orElse(0);
    }

    /** Keeps others from changing the type's templates until the transaction ends. */
    public static void lock(Connection connection, String type) throws SQLException {
        Statements.list(connection, LOCK, row -> row.getString(1), type);
    }

    /** Uses this one from now on; the oldest of more than {@value #KEPT} go. Only under the {@link #lock}. */
    public static void use(Connection connection, EmailTemplateRow row) throws SQLException {
        Statements.update(connection, RETIRE, row.type());
        Statements.update(
                connection,
                ADD,
                row.id(),
                row.type(),
                row.subject(),
                row.html(),
                row.text(),
                row.variables(),
                row.language(),
                row.version(),
                row.author(),
                row.edition(),
                row.createdAt(),
                row.createdAt());
        Statements.update(connection, FORGET, row.type(), row.version() - KEPT);
    }

    private static EmailTemplateRow row(ResultSet row) throws SQLException {
        return new EmailTemplateRow(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getInt(8),
                row.getObject(9, UUID.class),
                row.getObject(10, Integer.class),
                row.getLong(11));
    }
}
