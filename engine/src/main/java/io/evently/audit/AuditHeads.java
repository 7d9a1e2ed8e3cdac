package io.evently.audit;

import io.evently.database.Shards;
import io.evently.tables.AuditChainsTable;
import io.evently.tables.AuditChainsTable.Head;
import io.evently.worker.ShardWork;
import io.evently.worker.ShardWorker;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the log where the chains of the audit end, once an hour. Who may change a database can make a chain anew, or
 * cut its end; not what the log told.
 */
public final class AuditHeads implements ShardWork {

    private static final Logger log = LoggerFactory.getLogger(AuditHeads.class);

    private static final String DISPATCHER = "evently.dispatchers.projection";

    private static final Duration HOUR = Duration.ofHours(1);

    private final int shard;
    private final DataSource database;

    AuditHeads(int shard, DataSource database) {
        this.shard = shard;
        this.database = database;
    }

    /** Starts this node's share. Every node of the cluster calls it once. */
    public static void start(ActorSystem<?> system, Shards shards) {
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));
        IntFunction<ShardWork> work = shard -> new AuditHeads(shard, shards.reader(shard));
        ShardWorker.start(system, "audit-heads", shard -> blocking, work);
    }

    @Override
    public CompletableFuture<Duration> round() throws Exception {
        try (Connection connection = database.getConnection()) {
            for (Head head : AuditChainsTable.heads(connection)) {
                log.info("Audit head of database {}: {}", shard, head);
            }
        }
        return ShardWork.rest(HOUR);
    }

    @Override
    public String trouble() {
        return "The log does not learn where the audit of database " + shard + " ends";
    }
}
