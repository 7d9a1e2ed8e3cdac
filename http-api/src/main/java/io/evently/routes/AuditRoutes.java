package io.evently.routes;

import io.evently.event.Micros;
import io.evently.http.access.Access;
import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Reply;
import io.evently.http.format.Cursor;
import io.evently.http.read.QueryParams;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import io.evently.http.route.Watch;
import io.evently.tables.AuditChain;
import io.evently.tables.AuditList;
import io.evently.tables.AuditRow;
import io.evently.tables.AuditTable;
import io.evently.tables.ReadModel;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Who did what: the audit of all databases. */
final class AuditRoutes {

    private static final String AUDIT = "audit";
    private static final int CHAINS = AuditList.Cursor.NEWEST.before().size();

    private static final int LONGEST_ENTITY = 64;

    private final ReadModel lists;

    AuditRoutes(ReadModel lists) {
        this.lists = lists;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/v1/audit", Access.ADMIN, Asked::read, this::list).watched(Watch.readOf("audit", "")));
    }

    private record Asked(AuditTable.Search search, Optional<AuditList.Cursor> after, int limit) {
        static Asked read(Input input) {
            QueryParams query = input.query();
            return new Asked(
                    new AuditTable.Search(
                            query.text("entity", 1, LONGEST_ENTITY).orElse(null),
                            query.id("entityId").orElse(null),
                            query.id("actor").orElse(null),
                            query.time("from").map(Micros::of).orElse(null),
                            query.time("to").map(Micros::of).orElse(null)),
                    query.cursor(AUDIT, Asked::after),
                    query.limit());
        }

        private static AuditList.Cursor after(Cursor cursor) {
            return new AuditList.Cursor(Stream.generate(cursor::text)
                    .limit(CHAINS)
                    .map(place -> place.isEmpty() ? Long.MAX_VALUE : Long.parseLong(place))
                    .toList());
        }

        /** The beginning of a chain is nothing: 19 digits each would be longer than a cursor may be. */
        private static String cursor(AuditList.Cursor next) {
            return Cursor.of(
                    AUDIT,
                    next.before().stream()
                            .map(place -> place == Long.MAX_VALUE ? "" : place.toString())
                            .toArray());
        }
    }

    private CompletionStage<Reply> list(Call call, Asked asked) {
        return TableAnswers.page(
                lists.audit(
                        TableAnswers.viewer(call),
                        asked.search(),
                        asked.after().orElse(AuditList.Cursor.NEWEST),
                        asked.limit()),
                AuditRoutes::entry,
                item -> Asked.cursor(item.next()));
    }

    private static void entry(JsonWriter json, AuditList.Item item) {
        AuditRow row = item.row();
        json.time("at", row.at());
        json.id("actor", row.actor());
        json.text("role", row.role());
        json.text("requestId", row.requestId());
        json.text("action", row.action());
        json.text("entity", row.entity());
        json.id("entityId", row.entityId());
        json.id("eventId", row.eventId());
        json.raw("changes", row.changes() == null ? "{}" : row.changes());
        json.number("shard", item.shard());
        json.text("chain", AuditChain.of(row.chain()).label());
        json.number("sequence", row.sequence());
        json.text("hash", HexFormat.of().formatHex(row.hash()));
    }
}
