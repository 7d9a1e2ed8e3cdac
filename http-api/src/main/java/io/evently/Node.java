package io.evently;

import io.evently.cluster.EndReason;
import io.evently.database.StartupRefused;
import io.evently.http.ops.SecurityLogFile;
import io.evently.http.ops.SecurityLogTarget;
import io.evently.http.route.Endpoint;
import io.evently.mail.MailLinks;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One running node: databases, engine, HTTP, and its place in the cluster. */
final class Node {

    /** The name every member of the cluster has. */
    static final String SYSTEM = "evently";

    private final Databases databases;
    private final ActorSystem<Void> system;
    private Frontend frontend;
    private MailLinks links;

    private Node(Databases databases, ActorSystem<Void> system) {
        this.databases = databases;
        this.system = system;
        // In a hook of its own: the JVM may be going down already. A start that is refused half-way ends by it, too.
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "end-node"));
    }

    /**
     * Starts everything in dependency order, and returns when the admin can log in and book.
     *
     * @throws StartupRefused with a sentence for the operator
     */
    static Node start(Settings settings) {
        SecurityLogFile.unusable().ifPresent(file -> {
            throw new StartupRefused(
                    SecurityLogTarget.SETTING + " names " + file + ", which cannot be written; the log says why.");
        });
        Databases databases = Databases.open(settings);
        WarmUp.play(settings.forWarmUp(databases.urls()));
        Node node = new Node(
                databases, ActorSystem.create(Behaviors.empty(), SYSTEM, settings.withDatabases(databases.urls())));
        Engine engine = Engine.start(node.system, settings, databases);
        node.links = engine.people().links(node.system.settings().config(), engine.clock());
        node.frontend = Frontend.open(engine, settings);
        // Last: who has joined is given events at once.
        engine.join(settings);
        AdminLogin admin = AdminLogin.ensure(engine.people().users(), settings);
        engine.security()
                .record(NodeEvents.started(settings, node.system.settings().config()));
        node.announce(admin);
        return node;
    }

    private void announce(AdminLogin admin) {
        frontend.knows(admin);
        Banner.print(address(), admin, databases.shown());
    }

    InetSocketAddress address() {
        return frontend.address();
    }

    /** The links of its mails. */
    MailLinks links() {
        return links;
    }

    List<Endpoint> endpoints() {
        return frontend.endpoints();
    }

    /** Stops as the end of the process would, and returns when everything is closed. Stopping twice is harmless. */
    void stop() {
        CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.jvmExitReason())
                .toCompletableFuture()
                .join();
        databases.close();
    }

    /**
     * Returns when the node has stopped.
     *
     * @return why, if nobody told it to; then it has to be started again
     */
    Optional<String> awaitEnd() {
        system.getWhenTerminated().toCompletableFuture().join();
        return CoordinatedShutdown.get(system)
                .getShutdownReason()
                .filter(reason -> !reason.equals(CoordinatedShutdown.jvmExitReason()))
                .map(reason -> reason instanceof EndReason known ? known.why() : "its cluster goes on without it");
    }
}
