package io.evently.tables;

import static io.evently.sql.Column.id;
import static io.evently.sql.Column.text;

import io.evently.search.SearchQuery;
import io.evently.search.SearchQuery.Term;
import io.evently.search.SearchedText;
import io.evently.sql.Columns;
import io.evently.sql.Filters;
import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** The column {@code events.search}: the words of an event's texts, written when they are new, and asked for. */
public final class EventSearch {

    /** Events whose words are written in one go: some 50 ms with long descriptions. */
    public static final int MOST = 500;

    /** Rows that another projection has in hand are written by it. */
    private static final String MISSING =
            """
            select id, name, venue, description from events where search is null order by id limit ?
            for no key update skip locked
            """;

    private static final Columns<Written> WORDS = new Columns<>(
            id("id", Written::id),
            text("words", written -> written.text().vector()),
            text("english", written -> written.text().english()));

    private static final String WRITE =
            """
            update events set search = new.words::tsvector || to_tsvector('pg_catalog.english', new.english)
            from %s where events.id = new.id
            """
                    .formatted(WORDS.unnested("new"));

    private record Written(UUID id, SearchedText text) {}

    private EventSearch() {}

    /**
     * Writes the words of events that lack them: new ones, those whose texts have changed, those from before there was
     * such a column.
     *
     * @return whether there may be more than {@link #MOST}
     */
    public static boolean write(Connection connection) throws SQLException {
        List<Written> missing = Statements.list(
                connection,
                MISSING,
                row -> new Written(
                        row.getObject(1, UUID.class),
                        SearchedText.of(row.getString(2), row.getString(3), row.getString(4))),
                MOST);
        WORDS.execute(connection, WRITE, missing);
        return missing.size() == MOST;
    }

    /** Adds to a list of events that they must be what a query looks for; it must look for something. */
    static void addTo(Filters conditions, SearchQuery query) {
        List<Object> values = new ArrayList<>();
        String asked = query.alternatives().stream()
                .map(terms ->
                        terms.stream().map(term -> condition(term, values)).collect(Collectors.joining(" && ")))
                .collect(Collectors.joining(") || (", "(", ")"));
        conditions.add("search @@ (" + asked + ")", values.toArray());
    }

    /** The words as they are, or their stems; English has none of its commonest words, which the words as they are find. */
    private static String condition(Term term, List<Object> values) {
        values.add(term.words());
        String found = "?::tsquery";
        if (!term.english().isEmpty()) {
            values.add(term.english());
            found = "(?::tsquery || plainto_tsquery('pg_catalog.english', ?))";
        }
        return term.without() ? "(!!" + found + ")" : found;
    }
}
