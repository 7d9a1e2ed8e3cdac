package io.evently;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;

/** How a node gets into its cluster. */
final class Joining {

    private Joining() {}

    /** Begins to look for the others; with seed nodes the actor system has begun already. */
    static void begin(ActorSystem<?> system, Settings settings) {
        if (settings.discovered()) {
            PekkoManagement.get(system).start();
            ClusterBootstrap.get(system).start();
        } else if (settings.seedNodes().isEmpty()) {
            Cluster cluster = Cluster.get(system);
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
        }
    }
}
