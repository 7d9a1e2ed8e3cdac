package io.evently.webhook;

import io.evently.tables.message.WebhookDeliveriesTable;
import io.evently.tables.message.WebhookDeliveriesTable.Attempt;
import io.evently.tables.message.WebhookDeliveriesTable.Due;
import io.evently.tables.message.WebhookLanesTable;
import io.evently.tables.message.WebhookLanesTable.Lane;
import io.evently.worker.ShardWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what webhooks of a database are to be told. Each round notes what came of the lanes that are done, leases others whose
 * time has come, and lets them run; then it waits for the first to be done, or for more to come. A crash between sending and
 * noting sends some messages once more, under the same ids, when their lease is over.
 */
final class WebhookSender implements ShardWork {

    private static final Logger log = LoggerFactory.getLogger(WebhookSender.class);

    /** Lanes under way, each a connection: of one database, and of one webhook that answers. */
    static final int MOST = 128;

    static final int MOST_OF_ONE = 8;

    /** One that does not answer is asked by one lane at a time, and holds up no other. */
    private static final int MOST_OF_SILENT = 1;

    /** Messages of a lane that run on one lease. */
    static final int RUN = 100;

    private static final Duration IDLE = Duration.ofMillis(200);

    private static final Duration NOBODY = Duration.ofSeconds(1);

    private final int shard;
    private final DataSource database;
    private final Executor threads;
    private final Subscriptions subscriptions;
    private final WebhookClient client;
    private final SwitchOff switchOff;
    private final Housekeeping housekeeping;
    private final SaleRest sale;
    private final WebhookMetrics metrics;
    private final RetryTimes times;

    private final Map<Lane, LaneRun> underWay = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<LaneRun> done = new ConcurrentLinkedQueue<>();
    /** Webhooks that did not answer last. */
    private final Set<UUID> silent = ConcurrentHashMap.newKeySet();

    private volatile CompletableFuture<Void> oneIsDone = new CompletableFuture<>();
    private volatile boolean ended;

    /** Switches a webhook off, and tells of it. Blocks. */
    interface SwitchOff {
        void switchOff(UUID webhookId, String reason) throws SQLException;
    }

    /** @param threads where this database may be waited for */
    WebhookSender(
            int shard,
            DataSource database,
            Executor threads,
            Subscriptions subscriptions,
            WebhookClient client,
            SwitchOff switchOff,
            Housekeeping housekeeping,
            SaleRest sale,
            WebhookMetrics metrics,
            RetryTimes times) {
        this.shard = shard;
        this.database = database;
        this.threads = threads;
        this.subscriptions = subscriptions;
        this.client = client;
        this.switchOff = switchOff;
        this.housekeeping = housekeeping;
        this.sale = sale;
        this.metrics = metrics;
        this.times = times;
    }

    @Override
    public CompletableFuture<Duration> round() throws SQLException {
        CompletableFuture<Void> signal = new CompletableFuture<>();
        oneIsDone = signal;
        note();
        if (sale.isWanted()) {
            return ShardWork.rest(SaleRest.LOOK);
        }
        housekeeping.run();
        Map<UUID, Subscription> active = new LinkedHashMap<>();
        for (Subscription each : subscriptions.recent()) {
            if (each.active() && !each.secrets().isEmpty()) {
                active.put(each.id(), each);
            }
        }
        silent.retainAll(active.keySet());
        if (active.isEmpty() && underWay.isEmpty()) {
            return ShardWork.rest(NOBODY);
        }
        if (lease(active)) {
            return ShardWork.rest(Duration.ZERO);
        }
        return signal.completeOnTimeout(null, IDLE.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(ready -> Duration.ZERO);
    }

    /** Lets more lanes run, if there are any whose time has come. */
    private boolean lease(Map<UUID, Subscription> active) throws SQLException {
        Map<UUID, Integer> room = room(active);
        if (room.isEmpty()) {
            return false;
        }
        UUID lease = UUID.randomUUID();
        Map<Lane, List<Due>> messages = new LinkedHashMap<>();
        try (Connection connection = database.getConnection()) {
            List<Lane> lanes = WebhookLanesTable.lease(connection, room, lease, LaneRun.LEASE.toMillis());
            if (lanes.isEmpty()) {
                return false;
            }
            lanes.forEach(lane -> messages.put(lane, new ArrayList<>()));
            WebhookDeliveriesTable.due(connection, lanes, RUN)
                    .forEach(due -> messages.get(new Lane(due.webhookId(), due.eventId()))
                            .add(due));
        }
        messages.forEach((lane, due) -> {
            LaneRun run =
                    new LaneRun(lane, lease, active.get(lane.webhookId()), due, times, this::isEnded, this::isDone);
            underWay.put(lane, run);
            run.begin(client);
        });
        return true;
    }

    private boolean isEnded() {
        return ended;
    }

    /** How many lanes more of each; of those who have few under way first, so that nobody has all. */
    private Map<UUID, Integer> room(Map<UUID, Subscription> active) {
        Map<UUID, Integer> busy = new HashMap<>();
        underWay.keySet().forEach(lane -> busy.merge(lane.webhookId(), 1, Integer::sum));
        int left = MOST - underWay.size();
        List<UUID> order = new ArrayList<>(active.keySet());
        Collections.shuffle(order);
        order.sort((one, other) -> Integer.compare(busy.getOrDefault(one, 0), busy.getOrDefault(other, 0)));
        Map<UUID, Integer> room = new HashMap<>();
        for (UUID webhook : order) {
            int most = silent.contains(webhook) ? MOST_OF_SILENT : MOST_OF_ONE;
            int more = Math.min(left, most - busy.getOrDefault(webhook, 0));
            if (more > 0) {
                room.put(webhook, more);
                left -= more;
            }
        }
        return room;
    }

    /** On whatever thread the last answer came. */
    private void isDone(LaneRun run) {
        boolean answered = run.lastFailure().filter(WebhookFailure::isSilence).isEmpty();
        if (!answered) {
            silent.add(run.lane().webhookId());
        } else if (!run.attempts().isEmpty()) {
            silent.remove(run.lane().webhookId());
        }
        done.add(run);
        if (ended) {
            // Nobody comes round any more; who takes over should not have to wait for the lease to end.
            try {
                threads.execute(this::noteLast);
            } catch (RejectedExecutionException stopping) {
                log.debug("Lanes of database {} are free when their lease ends", shard, stopping);
            }
        } else {
            oneIsDone.complete(null);
        }
    }

    private void noteLast() {
        try {
            note();
        } catch (SQLException | RuntimeException e) {
            log.warn("Some messages of database {} are sent once more: {}", shard, e.toString());
        }
    }

    /** Notes what came of the lanes that are done, and gives them back. */
    private synchronized void note() throws SQLException {
        List<LaneRun> runs = new ArrayList<>();
        for (LaneRun run = done.poll(); run != null; run = done.poll()) {
            runs.add(run);
        }
        if (runs.isEmpty()) {
            return;
        }
        List<Attempt> attempts =
                runs.stream().flatMap(run -> run.attempts().stream()).toList();
        Map<Lane, UUID> leases = new HashMap<>();
        runs.forEach(run -> leases.put(run.lane(), run.lease()));
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                WebhookDeliveriesTable.note(connection, attempts);
                WebhookLanesTable.release(connection, leases);
                connection.commit();
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            }
        } catch (SQLException | RuntimeException failed) {
            done.addAll(runs);
            throw failed;
        }
        runs.forEach(run -> underWay.remove(run.lane(), run));
        metrics.noted(attempts);
        for (LaneRun run : runs) {
            if (run.isGone()) {
                switchOff.switchOff(run.lane().webhookId(), WebhookFailure.GONE.name());
                subscriptions.forget();
            }
        }
    }

    @Override
    public String trouble() {
        return "Webhooks of database " + shard + " are not told";
    }

    @Override
    public void ended() {
        ended = true;
        metrics.forget(shard);
    }
}
