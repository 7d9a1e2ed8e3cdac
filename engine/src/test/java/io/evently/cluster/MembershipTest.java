package io.evently.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.entity.TestNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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
        List.of(stays, leaves).forEach(node -> Joining.bySeeds(node, true));
        await(here::hasOthersUp);
        await(there::hasOthersUp);
        await(() -> staying(stays) == 2);
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(3));
        assertThat(here.isUnsettled()).isFalse();

        there.announceHandOver();

        await(here::isUnsettled);
        stays.terminate();
        leaves.terminate();
    }

    private static int staying(ActorSystem<Void> node) {
        CompletionStage<Listing> listing = AskPattern.ask(
                node.receptionist(),
                replyTo -> Receptionist.find(Staying.KEY, replyTo),
                Duration.ofSeconds(10),
                node.scheduler());
        return listing.toCompletableFuture()
                .join()
                .getServiceInstances(Staying.KEY)
                .size();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
