package io.evently.cluster;

import io.evently.Eventually;
import io.evently.event.actor.TestNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.Receptionist.Listing;
import org.junit.jupiter.api.Test;

/** Ring 2: what a node knows of the others. */
class MembershipTest {

    private final AtomicLong nanos = new AtomicLong();

    /** Between its hand-over and its leave, as Pekko shows that, some seconds pass: what is sent to it then gets lost. */
    @Test
    void othersKnowBeforeTheHandOverThatANodeWillLeave() {
        List<String> urls = TestNode.databases("leaving_soon");
        ActorSystem<Void> stays = TestNode.unjoined(urls);
        ActorSystem<Void> leaves = TestNode.unjoined(urls);
        Membership here = Membership.of(stays, new SimpleMeterRegistry(), nanos::get);
        Membership there = Membership.of(leaves, new SimpleMeterRegistry(), nanos::get);
        List.of(stays, leaves).forEach(node -> ClusterFormation.bySeeds(node, true));
        Eventually.await(here::hasOthersUp);
        Eventually.await(there::hasOthersUp);
        Eventually.await(() -> staying(stays) == 2);
        // The last of what a join changes may come a moment later.
        Eventually.await(() -> {
            nanos.addAndGet(TimeUnit.MINUTES.toNanos(3));
            return !here.isUnsettled();
        });

        there.announceHandOver();

        Eventually.await(here::isUnsettled);
        stays.terminate();
        leaves.terminate();
        Eventually.answer(stays.getWhenTerminated());
        Eventually.answer(leaves.getWhenTerminated());
    }

    private static int staying(ActorSystem<Void> node) {
        CompletionStage<Listing> listing = AskPattern.ask(
                node.receptionist(),
                replyTo -> Receptionist.find(LeaveNotice.KEY, replyTo),
                Eventually.PATIENCE,
                node.scheduler());
        return listing.toCompletableFuture()
                .join()
                .getServiceInstances(LeaveNotice.KEY)
                .size();
    }
}
