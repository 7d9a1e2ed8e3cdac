package io.evently.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evently.event.Fact;
import io.evently.tables.PricingHistoryTable;
import io.evently.tables.PricingHistoryTable.PriceRow;
import io.evently.user.UserFact;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Rows of {@code pricing_history}. */
final class PriceHandler extends TableHandler {

    private final UserHandler users;
    private final List<PriceRow> prices = new ArrayList<>();

    PriceHandler(UserHandler users) {
        this.users = users;
        on(Fact.PriceChanged.class, this::changed);
        ignores(Fact.EventCreated.class, Fact.EventChanged.class, Fact.EventCancelled.class);
        ignores(Fact.EventCompleted.class, Fact.EventDeleted.class);
        ignores(Fact.BookingFact.class, Fact.WaitlistFact.class, UserFact.class);
    }

    private void changed(Fact.PriceChanged fact, Stamp stamp) {
        users.mention(fact.by());
        prices.add(new PriceRow(
                idOf(stamp),
                stamp.eventId(),
                fact.oldPrice(),
                fact.newPrice(),
                fact.reason(),
                fact.by(),
                stamp.at(),
                stamp.factNo()));
    }

    /** The same after a rebuild. */
    private static UUID idOf(Stamp stamp) {
        return UUID.nameUUIDFromBytes((stamp.eventId() + "/" + stamp.factNo()).getBytes(UTF_8));
    }

    @Override
    void write(Connection connection) throws SQLException {
        PricingHistoryTable.insert(connection, prices);
    }
}
