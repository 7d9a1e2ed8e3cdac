package io.evently.mail;

import com.typesafe.config.Config;
import io.evently.crypto.UserKeys;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.tables.message.EmailDeliveriesTable;
import io.evently.worker.ShardWorker;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's part in sending mails. Each database has threads of its own for it, so that one that is away, or a provider
 * that is slow, keeps nobody else waiting. Thread-safe.
 */
public final class Mails implements AutoCloseable {

    /** Mails under way have so long to end when the node goes; what is not noted by then may be sent again. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private static final Duration TIDIED_EVERY = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(Mails.class);

    private final MailSettings settings;
    private final SenderPool pool;
    private final MailMetrics metrics;
    private final List<ShardMail> workers = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private Mails(MailSettings settings, SenderPool pool, MailMetrics metrics) {
        this.settings = settings;
        this.pool = pool;
        this.metrics = metrics;
    }

    /**
     * Starts one process for each database, on some node of the cluster. Every node of the cluster calls it once.
     *
     * @param dataFolder where mails go if they are sent by nothing else
     * @param keys asked on threads that may block
     * @param rush whether what has no window gives way to a sale
     * @param clock microseconds since 1970: what asks for something that is over by then is not sent
     */
    public static Mails start(
            ActorSystem<?> system,
            Shards shards,
            MailSettings settings,
            Path dataFolder,
            UserKeys keys,
            MailLinks links,
            MailContent content,
            BooleanSupplier rush,
            LongSupplier clock,
            MeterRegistry metrics) {
        Config config = system.settings().config().getConfig("evently.mail");
        MailProvider provider = settings.provider(config, dataFolder);
        return start(system, shards, settings, provider, keys, links, content, rush, clock, metrics);
    }

    /** The same with a provider of the caller's. */
    static Mails start(
            ActorSystem<?> system,
            Shards shards,
            MailSettings settings,
            MailProvider provider,
            UserKeys keys,
            MailLinks links,
            MailContent content,
            BooleanSupplier rush,
            LongSupplier clock,
            MeterRegistry registry) {
        Config config = system.settings().config().getConfig("evently.mail");
        MailPace pace = MailPace.of(config);
        Circuit circuit = new Circuit(provider.label(), System::nanoTime);
        SenderPool pool = new SenderPool(provider, config.getDuration("connection-kept"), System::nanoTime);
        MailMetrics metrics = new MailMetrics(registry, provider.label(), circuit);
        Mails mails = new Mails(settings, pool, metrics);
        DatabaseThreads looking = new DatabaseThreads("mail-look", 1, 1);
        DatabaseThreads sending = new DatabaseThreads("mail", pace.senders(), pace.senders());
        system.getWhenTerminated().thenRun(looking::close);
        system.getWhenTerminated().thenRun(sending::close);
        MailMaker maker = new MailMaker(settings.from(), keys, links, content, clock);
        var unused = system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO, TIDIED_EVERY, () -> tidy(provider, shards, sending), system.executionContext());
        RetryPause pauses = new RetryPause(() -> ThreadLocalRandom.current().nextDouble());
        ShardWorker.start(system, "mails", looking, shard -> {
            MailSending one = new MailSending(shard, provider, maker, circuit, pauses, metrics);
            ShardMail worker = new ShardMail(
                    shard, shards.writer(shard), pace, one, pool, circuit, metrics, sending.apply(shard), rush);
            mails.workers.removeIf(ShardMail::isOver);
            mails.workers.add(worker);
            if (mails.closed) {
                worker.ended();
            }
            return worker;
        });
        return mails;
    }

    private static void tidy(MailProvider provider, Shards shards, DatabaseThreads threads) {
        try {
            threads.apply(0).execute(() -> provider.tidy(mails -> forgotten(shards, mails)));
        } catch (RejectedExecutionException busy) {
            log.debug("Old mails are removed a minute later");
        }
    }

    /** As far as the databases answer; the others are asked again. */
    private static Set<UUID> forgotten(Shards shards, Set<UUID> mails) {
        Set<UUID> forgotten = new HashSet<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            try (Connection connection = shards.writer(shard).getConnection()) {
                forgotten.addAll(EmailDeliveriesTable.forgotten(connection, mails));
            } catch (SQLException e) {
                log.debug("Database {} does not say whom it has forgotten: {}", shard, e.toString());
            }
        }
        return forgotten;
    }

    Optional<SendGridSignature> reportsSignature() {
        return settings.reports();
    }

    void reported(int delivered, int bounced) {
        metrics.reported(delivered, bounced);
    }

    /** Begins no further mail, and waits for those under way, for ten seconds at most. */
    @Override
    public void close() {
        closed = true;
        workers.forEach(ShardMail::ended);
        long deadline = System.nanoTime() + FAREWELL.toNanos();
        while (!workers.stream().allMatch(ShardMail::isOver) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        pool.close();
    }
}
