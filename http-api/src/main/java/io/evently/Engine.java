package io.evently;

import com.typesafe.config.Config;
import io.evently.attempt.AttemptLog;
import io.evently.attempt.ClientCipher;
import io.evently.attempt.PlainAttempts;
import io.evently.audit.AuditHeads;
import io.evently.audit.AuditTrail;
import io.evently.cluster.ClusterFormation;
import io.evently.cluster.EndReason;
import io.evently.cluster.Membership;
import io.evently.cluster.OtherNodes;
import io.evently.cluster.PauseDetector;
import io.evently.crypto.Purpose;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.deadline.Deadlines;
import io.evently.event.actor.EntitySettings;
import io.evently.event.actor.Events;
import io.evently.event.actor.ForgottenBookings;
import io.evently.event.actor.StoredEvents;
import io.evently.http.ops.MetricsEndpoint;
import io.evently.http.ops.SecurityLogFile;
import io.evently.http.outgoing.PekkoWebhookClient;
import io.evently.idempotency.Keys;
import io.evently.journal.JournalHealth;
import io.evently.mail.EmailDeliveries;
import io.evently.mail.Mails;
import io.evently.message.InboxFeeds;
import io.evently.message.follow.Messages;
import io.evently.projection.Projections;
import io.evently.projection.SaleLoad;
import io.evently.projection.SalePace;
import io.evently.security.AccountableEvents;
import io.evently.security.SecurityLog;
import io.evently.sweep.Sweeps;
import io.evently.tables.ReadModel;
import io.evently.template.StoredTemplates;
import io.evently.template.TemplateMails;
import io.evently.template.Templates;
import io.evently.time.NodeClock;
import io.evently.watch.DatabaseWatches;
import io.evently.webhook.WebhookAddresses;
import io.evently.webhook.WebhookSecrets;
import io.evently.webhook.WebhookWorkers;
import io.evently.webhook.Webhooks;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;

/** What decides, remembers and follows on this node: the actor system, events, users, and all that works beside them. */
record Engine(
        ActorSystem<Void> system,
        PrometheusMeterRegistry metrics,
        NodeClock clock,
        Membership membership,
        DatabaseWatches watches,
        Events events,
        ReadModel lists,
        Keys keys,
        UserServices people,
        AttemptLog attempts,
        AuditTrail audit,
        EmailDeliveries deliveries,
        InboxFeeds inboxes,
        SecurityLog security,
        StoredTemplates templates,
        Webhooks webhooks) {

    /** The status of a process that {@link PauseDetector} ended. */
    private static final int STOOD_STILL = 4;

    /**
     * Starts all of it in dependency order. Until the node has joined a cluster, no event is here.
     *
     * @throws io.evently.database.StartupRefused with a sentence for the operator
     */
    static Engine start(ActorSystem<Void> system, Settings settings, Databases databases) {
        Config config = system.settings().config();
        PrometheusMeterRegistry metrics = MetricsEndpoint.registry();
        Shards shards = databases.shards();
        NodeClock clock = NodeClock.system(metrics);
        JournalHealth.get(system).register(metrics, Shards.COUNT);
        Membership membership = Membership.of(system, metrics);
        ReadModel lists = lists(config, shards);
        Events events = events(system, config, shards, lists, clock, membership, metrics);
        DatabaseWatches watches = watches(system, settings, databases, clock, events, membership, metrics);
        AuditTrail audit = audit(system, shards, clock, metrics);
        UserServices people = UserServices.start(system, settings, databases, clock, events, audit, metrics);
        Keys keys = Keys.start(
                system,
                shards,
                people.serviceKeys(),
                Keys.partOf(config.getDuration("evently.engine.ask-timeout")),
                "event-keys");
        SaleLoad rush = new SaleLoad(events::waiting);
        SalePace sale = new SalePace(events::commands);
        Projections.start(system, shards, rush, metrics);
        StoredTemplates templates =
                StoredTemplates.start(system, shards, () -> clock.read().wall(), audit::record);
        Messages.start(
                system,
                shards,
                templates.templates()::line,
                sale,
                () -> clock.read().wall(),
                metrics);
        Deadlines.start(system, shards, events, metrics);
        Sweeps.start(system, shards, events, rush, metrics);
        people.removeUnproved(system, shards, clock, rush, audit);
        ClientCipher clients = new ClientCipher(people.serviceKeys().cipher(Purpose.ATTEMPTS));
        PlainAttempts.start(system, shards, clients, rush);
        AttemptLog attempts = attempts(system, shards, clients, metrics);
        EmailDeliveries deliveries =
                mails(system, settings, shards, people, clock, templates.templates(), audit, sale, metrics);
        SecurityLog security = security(system, people, audit, metrics);
        InboxFeeds inboxes = new InboxFeeds(shards);
        system.getWhenTerminated().thenRun(inboxes::close);
        Webhooks webhooks = webhooks(system, shards, people, sale, audit, clock, metrics);
        return new Engine(
                system,
                metrics,
                clock,
                membership,
                watches,
                events,
                lists,
                keys,
                people,
                attempts,
                audit,
                deliveries,
                inboxes,
                security,
                templates,
                webhooks);
    }

    /** Joins the cluster, or founds it. From then on events come, and wait for whatever is not there yet. */
    void join(Settings settings) {
        if (settings.discovered()) {
            ClusterFormation.byDiscovery(system, () -> {
                PekkoManagement.get(system).start();
                ClusterBootstrap.get(system).start();
            });
        } else if (settings.seedNodes().isEmpty()) {
            ClusterFormation.alone(system);
        } else {
            String self = Cluster.get(system).selfMember().address().hostPort();
            boolean seed = settings.seedNodes().stream().anyMatch(each -> self.endsWith("@" + each));
            ClusterFormation.bySeeds(system, seed);
        }
    }

    private static Events events(
            ActorSystem<Void> system,
            Config config,
            Shards shards,
            ReadModel lists,
            NodeClock clock,
            Membership membership,
            PrometheusMeterRegistry metrics) {
        PauseDetector pauses = PauseDetector.watch(
                config.getDuration("evently.cluster.longest-standstill"), membership, () -> Runtime.getRuntime()
                        .halt(STOOD_STILL));
        StoredEvents cold = new StoredEvents(shards);
        system.getWhenTerminated().thenRun(cold::close);
        return new Events(
                system,
                EntitySettings.from(config.getConfig("evently.engine")),
                clock,
                pauses,
                Deadlines.sleepers(system, shards, metrics),
                cold,
                new ForgottenBookings(lists::booking, lists::promotion),
                metrics);
    }

    private static DatabaseWatches watches(
            ActorSystem<Void> system,
            Settings settings,
            Databases databases,
            NodeClock clock,
            Events events,
            Membership membership,
            PrometheusMeterRegistry metrics) {
        DatabaseWatches watches = DatabaseWatches.start(
                databases.urls(),
                clock,
                events::forgetMemory,
                settings.isClustered() ? membership : OtherNodes.NONE,
                system.settings().config().getDuration("evently.cluster.worse-off-tolerated"),
                why -> CoordinatedShutdown.get(system).runAll(new EndReason(why)),
                metrics);
        Stopping.last(system, "end-watches", watches::close);
        return watches;
    }

    private static Webhooks webhooks(
            ActorSystem<Void> system,
            Shards shards,
            UserServices people,
            SalePace sale,
            AuditTrail audit,
            NodeClock clock,
            PrometheusMeterRegistry metrics) {
        WebhookAddresses addresses = new WebhookAddresses(
                system.settings().config().getBoolean("evently.webhooks.private-addresses"), InetAddress::getAllByName);
        return WebhookWorkers.start(
                system,
                shards,
                new WebhookSecrets(people.serviceKeys().cipher(Purpose.TEXTS), people.serviceKeys()::digestOfRequest),
                addresses,
                PekkoWebhookClient.trustingTheSystem(system, addresses),
                sale,
                audit::record,
                () -> clock.read().wall(),
                metrics);
    }

    /** Reading has threads of its own, and is refused when they are behind. */
    private static ReadModel lists(Config config, Shards shards) {
        Config reading = config.getConfig("evently.reading");
        return new ReadModel(
                shards,
                new DatabaseThreads("lists", reading.getInt("threads"), reading.getInt("max-waiting")),
                reading.getDuration("patience"));
    }

    private static EmailDeliveries mails(
            ActorSystem<Void> system,
            Settings settings,
            Shards shards,
            UserServices people,
            NodeClock clock,
            Templates templates,
            AuditTrail audit,
            SalePace sale,
            PrometheusMeterRegistry metrics) {
        PublicUrl.mustLeadSomewhere(system.settings().config());
        Mails mails = Mails.start(
                system,
                shards,
                settings.mail(),
                settings.dataDir(),
                people.mailKeys(),
                people.links(system.settings().config(), clock),
                new TemplateMails(
                        templates, settings.mail().senderName(), settings.mail().senderAddress()),
                sale,
                () -> clock.read().wall(),
                metrics);
        Stopping.afterTheLastAnswer(system, "end-mails", mails::close);
        EmailDeliveries deliveries = new EmailDeliveries(shards, mails, audit::record);
        Stopping.last(system, "end-deliveries", deliveries::close);
        return deliveries;
    }

    /** Clients' pseudonyms are the same on all nodes, as the service keys are. */
    private static SecurityLog security(
            ActorSystem<Void> system, UserServices people, AuditTrail audit, PrometheusMeterRegistry metrics) {
        SecurityLog security = SecurityLog.start(
                text -> people.serviceKeys().blindIndexOf(text).hex(),
                event -> AccountableEvents.entry(event).ifPresent(audit::record),
                SecurityLogFile::notWritten,
                metrics);
        people.serviceKeys().onNewMasterKey(versions -> security.record(NodeEvents.masterKeyRead(versions)));
        Stopping.last(system, "end-security-log", () -> {
            security.record(NodeEvents.stopped());
            security.close();
        });
        return security;
    }

    private static AuditTrail audit(
            ActorSystem<Void> system, Shards shards, NodeClock clock, PrometheusMeterRegistry metrics) {
        AuditTrail audit = new AuditTrail(shards, () -> clock.read().wall(), metrics);
        Stopping.afterTheLastAnswer(system, "write-audit", audit::close);
        AuditHeads.start(system, shards);
        return audit;
    }

    private static AttemptLog attempts(
            ActorSystem<Void> system, Shards shards, ClientCipher clients, PrometheusMeterRegistry metrics) {
        AttemptLog attempts = new AttemptLog(shards, clients, metrics);
        Stopping.afterTheLastAnswer(system, "write-attempts", attempts::close);
        return attempts;
    }
}
