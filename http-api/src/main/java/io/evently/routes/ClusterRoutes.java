package io.evently.routes;

import io.evently.event.actor.Events;
import io.evently.event.actor.NodeShards;
import io.evently.http.access.Access;
import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Reply;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Watch;
import io.evently.recovery.UnreadableEntities;
import io.evently.recovery.UnreadableJournal;
import io.evently.tables.ProjectionQuarantineTable;
import io.evently.tables.ReadModel;
import io.evently.tables.journal.Journal;
import io.evently.tables.message.MessagesBehind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/** What operators look at: who is in the cluster, where the events live, how far the tables and messages are behind. */
public final class ClusterRoutes {

    /** Counting further tells nothing more: the tables are far behind. */
    private static final int COUNT_UP_TO = 100_000;

    /** As many as are set aside at most; the metric counts further. */
    private static final int MOST_UNREADABLE = 100;

    private final ActorSystem<?> system;
    private final Events events;
    private final ReadModel lists;

    public ClusterRoutes(ActorSystem<?> system, Events events, ReadModel lists) {
        this.system = system;
        this.events = events;
        this.lists = lists;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/v1/cluster", Access.ADMIN, this::show).watched(Watch.OF_NOBODY));
    }

    private CompletionStage<Reply> show(Call call) {
        Cluster cluster = Cluster.get(system);
        return TableAnswers.answer(
                lists.backlogs(COUNT_UP_TO)
                        .thenCombine(lists.quarantined(), ClusterRoutes::numbered)
                        .thenCombine(messages(), Behind::new)
                        .thenCombine(
                                events.shardsOfNodes(),
                                (behind, nodes) -> Reply.ok(json -> {
                                    json.objects(
                                            "members",
                                            cluster.state().getMembers(),
                                            (item, member) -> member(item, member, cluster));
                                    json.objects("shards", nodes, ClusterRoutes::shards);
                                    json.objects("projections", behind.tables(), ClusterRoutes::projection);
                                    json.objects("messages", behind.messages(), ClusterRoutes::messages);
                                    json.objects("unreadable", unreadable(), ClusterRoutes::unreadable);
                                })),
                reply -> reply);
    }

    private record Behind(List<Numbered> tables, List<Told> messages) {}

    /** @param inboxAsOf microseconds */
    private record Told(int shard, long inboxAsOf, MessagesBehind behind) {}

    private CompletableFuture<List<Told>> messages() {
        return lists.messagesBehind()
                .thenCombine(lists.inbox().asOf(), (behind, asOf) -> IntStream.range(0, behind.size())
                        .mapToObj(shard -> new Told(shard, asOf.get(shard), behind.get(shard)))
                        .toList());
    }

    private static void messages(JsonWriter json, Told told) {
        MessagesBehind behind = told.behind();
        json.number("shard", told.shard());
        json.time("inboxAsOf", told.inboxAsOf());
        json.number("changesToTell", behind.changes());
        json.number("setAside", behind.setAside());
        json.number("mailsWaiting", behind.mails().waiting());
        json.number("oldestMailMillis", behind.mails().oldestMillis());
        json.number("webhooksLagMillis", behind.webhooksMillis());
        json.number("webhookMessagesWaiting", behind.webhookMessages());
        json.number("oldestWebhookMessageMillis", behind.oldestWebhookMillis());
        json.number("webhooksSetAside", behind.webhooksSetAside());
    }

    private List<UnreadableEntities.Row> unreadable() {
        return UnreadableEntities.get(system).first(MOST_UNREADABLE);
    }

    private static void unreadable(JsonWriter json, UnreadableEntities.Row row) {
        json.text("persistenceId", row.persistenceId());
        if (row.sequenceNumber() != UnreadableJournal.NO_RECORD) {
            json.number("sequenceNumber", row.sequenceNumber());
        }
        json.text("reason", row.reason());
        json.time("since", row.since());
        json.number("tries", row.tries());
    }

    private static void member(JsonWriter json, Member member, Cluster cluster) {
        json.text("address", member.uniqueAddress().address().hostPort());
        json.text("status", member.status().toString().toLowerCase(Locale.ROOT));
        json.flag("self", member.uniqueAddress().equals(cluster.selfMember().uniqueAddress()));
        json.flag("leader", member.address().equals(cluster.state().getLeader()));
    }

    private static void shards(JsonWriter json, NodeShards node) {
        json.text("address", node.address());
        json.number("shards", node.shards());
        json.number("events", node.events());
    }

    private record Numbered(int shard, Journal.Backlog backlog, List<ProjectionQuarantineTable.Row> quarantined) {}

    private static List<Numbered> numbered(
            List<Journal.Backlog> backlogs, List<List<ProjectionQuarantineTable.Row>> quarantined) {
        List<Numbered> numbered = new ArrayList<>();
        for (int shard = 0; shard < backlogs.size(); shard++) {
            numbered.add(new Numbered(shard, backlogs.get(shard), quarantined.get(shard)));
        }
        return numbered;
    }

    private static void projection(JsonWriter json, Numbered projection) {
        json.number("shard", projection.shard());
        json.number("lagMillis", projection.backlog().millis());
        json.number("commitsBehind", projection.backlog().rows());
        json.objects("quarantined", projection.quarantined(), ClusterRoutes::quarantined);
    }

    private static void quarantined(JsonWriter json, ProjectionQuarantineTable.Row row) {
        json.text("persistenceId", row.persistenceId());
        json.number("sequenceNumber", row.sequenceNumber());
        json.text("reason", row.reason());
        json.time("since", row.since());
        json.number("skipped", row.skipped());
    }
}
