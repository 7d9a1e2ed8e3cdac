package io.evently;

import com.typesafe.config.Config;
import io.evently.audit.AuditEntry;
import io.evently.audit.AuditTrail;
import io.evently.crypto.JwtSecret;
import io.evently.crypto.MasterKey;
import io.evently.crypto.ServiceKeys;
import io.evently.crypto.UserKeys;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.departure.DepartureWorkers;
import io.evently.erasure.Erasures;
import io.evently.event.Origin;
import io.evently.event.actor.Events;
import io.evently.http.access.Tokens;
import io.evently.mail.MailLinks;
import io.evently.routes.KnownUsers;
import io.evently.tables.ErasuresTable;
import io.evently.tables.SessionMarksTable;
import io.evently.time.NodeClock;
import io.evently.user.account.FirstAdmin;
import io.evently.user.account.Users;
import io.evently.user.link.AccountLinks;
import io.evently.user.unproved.UnprovedAccounts;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;

/** A node's part in users: who they are, which of their tokens hold, and what becomes of what they leave. */
record UserServices(Users users, Tokens tokens, ServiceKeys serviceKeys, UserKeys mailKeys, Erasures erasures) {

    /** @throws StartupRefused with a sentence for the operator */
    static UserServices start(
            ActorSystem<Void> system,
            Settings settings,
            Databases databases,
            NodeClock clock,
            Events events,
            AuditTrail audit,
            MeterRegistry metrics) {
        if (settings.tokenLifetime().compareTo(SessionMarksTable.KEPT) > 0) {
            throw new StartupRefused("evently.security.token-lifetime must not be over "
                    + SessionMarksTable.KEPT.toDays() + " days: a log-out is not remembered for longer.");
        }
        Shards shards = databases.shards();
        MasterKey masterKey = databases.masterKey();
        ServiceKeys serviceKeys = ServiceKeys.start(system, shards, masterKey);
        Users users = Users.start(system, shards, serviceKeys, clock, metrics);
        FirstAdmin.setAside(users, settings.adminEmail());
        DepartureWorkers.start(system, shards, users, events);
        Erasures erasures =
                Erasures.start(system, shards, users, report -> audit.record(entry(report)), clock, metrics);
        List<String> secrets =
                settings.jwtSecret().map(JwtSecret::of).orElseGet(() -> JwtSecret.keptIn(databases.folder()));
        return new UserServices(
                users,
                new Tokens(secrets, Clock.systemUTC(), new KnownUsers(users)),
                serviceKeys,
                // Who sends mails may wait.
                new UserKeys(shards, masterKey, shard -> Runnable::run),
                erasures);
    }

    /** The links of mails about accounts. */
    MailLinks links(Config config, NodeClock clock) {
        return new AccountLinks(users, PublicUrl.of(config), () -> clock.read().wall());
    }

    /** Removes who never proved an address and never booked, and tells admins of it. */
    void removeUnproved(
            ActorSystem<Void> system, Shards shards, NodeClock clock, BooleanSupplier rush, AuditTrail audit) {
        LongSupplier now = () -> clock.read().wall();
        UnprovedAccounts.start(system, shards, users, now, rush, user -> audit.record(removed(user, now.getAsLong())));
    }

    private static AuditEntry removed(UUID user, long at) {
        return new AuditEntry(
                at,
                null,
                Origin.SYSTEM.role().label(),
                null,
                "user.removed_unproved",
                "user",
                user,
                Map.of("reason", "address never proved, nothing ever booked"));
    }

    /** What was done about somebody who is forgotten, as admins read it. */
    private static AuditEntry entry(ErasuresTable.Report report) {
        return new AuditEntry(
                report.endedAt(),
                report.askedBy(),
                Origin.SYSTEM.role().label(),
                null,
                "user.erased",
                "user",
                report.userId(),
                Map.of(
                        "logIns", Integer.toString(report.logIns()),
                        "holds", Integer.toString(report.holds()),
                        "entries", Integer.toString(report.entries()),
                        "attempts", Long.toString(report.attempts()),
                        "messages", Integer.toString(report.messages())));
    }
}
