package io.evently.mail;

import com.typesafe.config.Config;
import io.evently.crypto.UserKeys;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.worker.ShardWorker;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * This node's part in sending mails. Each database has threads of its own for it, so that one that is away, or a provider
 * that is slow, keeps nobody else waiting. Thread-safe.
 */
public final class Mails implements AutoCloseable {

    /** Mails under way have so long to end when the node goes; what is not noted by then may be sent again. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

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
            MeterRegistry metrics) {
        Config config = system.settings().config().getConfig("evently.mail");
        MailProvider provider = settings.provider(config, dataFolder);
        return start(system, shards, settings, provider, keys, links, content, rush, metrics);
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
        MailMaker maker = new MailMaker(settings.from(), keys, links, content);
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
