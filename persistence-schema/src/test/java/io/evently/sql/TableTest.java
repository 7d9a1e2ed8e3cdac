package io.evently.sql;

import static io.evently.sql.Column.bool;
import static io.evently.sql.Column.cents;
import static io.evently.sql.Column.computedOnce;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int4;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is derived from a list of columns; and which lists are refused. */
class TableTest {

    record Seat(UUID id, int row, int number, long price, long soldAt, boolean free, boolean covered) {
        String place() {
            return row + "/" + number;
        }
    }

    private static final Table<Seat> SEATS = new Table<>(
            "seats",
            Seat.class,
            id("id", Seat::id),
            int4("row", Seat::row).fixed(),
            int4("number", Seat::number).fixed(),
            text("place", Seat::place).unread(),
            cents("price", Seat::price),
            micros("sold_at", Seat::soldAt),
            bool("free", Seat::free),
            bool("covered", Seat::covered).partOf("(kind ->> 'covered')::boolean"),
            computedOnce("kind", "jsonb_build_object('covered', covered)"));

    @Test
    void aRowIsInsertedFromOneArrayPerValue() {
        assertThat(SEATS.insert())
                .isEqualTo(
                        """
                        insert into seats (id, row, number, place, price, sold_at, free, kind)
                        select id, row, number, place, price * 0.01, timestamp_of_micros(sold_at), free, \
                        jsonb_build_object('covered', covered)
                        from unnest(?, ?, ?, ?, ?, ?, ?, ?) as new (id, row, number, place, price, sold_at, free, covered)
                        """);
    }

    @Test
    void onlyWhatEverChangesIsUpdated() {
        assertThat(SEATS.onConflictUpdate("id"))
                .isEqualTo(
                        """
                        on conflict (id) do update set place = excluded.place, price = excluded.price, \
                        sold_at = excluded.sold_at, free = excluded.free
                        """);
    }

    @Test
    void componentsAreRead() {
        assertThat(SEATS.select())
                .isEqualTo("select id, row, number, (price * 100)::bigint as price_cents,"
                        + " micros_of_timestamp(sold_at) as sold_at_micros, free, (kind ->> 'covered')::boolean"
                        + " from seats");
        assertThat(SEATS.shownWith("row", "row + 1")).startsWith("id, row + 1, number, ");
        assertThatThrownBy(() -> SEATS.shownWith("rank", "1")).hasMessage("seats: no column rank");
    }

    record Flags(boolean first, boolean second) {}

    @Test
    void columnsThatAreSwappedAreRefused() {
        assertThatThrownBy(() ->
                        new Table<>("flags", Flags.class, bool("first", Flags::second), bool("second", Flags::first)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("flags: first is not component boolean first");
    }

    @Test
    void aColumnForEachComponentIsDemanded() {
        assertThatThrownBy(() -> new Table<>("flags", Flags.class, bool("first", Flags::first)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("flags: 1 columns are not the components of");
        assertThatThrownBy(() ->
                        new Table<>("flags", Flags.class, bool("first", Flags::first), bool("again", Flags::first)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("flags: again is not component boolean second");
    }

    record Mixed(int number, String name) {}

    @Test
    void aColumnOfAnotherTypeIsRefused() {
        assertThatThrownBy(() ->
                        new Table<>("mixed", Mixed.class, text("name", Mixed::name), int4("number", Mixed::number)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mixed: name is not component int number");
    }
}
