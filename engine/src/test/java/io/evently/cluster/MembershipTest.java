package io.evently.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.evently.entity.TestNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;

/** Ring 2: what a node knows of the others. */
class MembershipTest {

    private final AtomicLong nanos = new AtomicLong();

    /** Between its hand-over and its leave, as Pekko shows that, some seconds pass: what is sent to it then gets lost. */
    @Test
    void othersKnowBeforeTheHandOverThatANodeWillLeave() {
        List<String> urls = TestNode.databases("leaving_soon");
        try (Shards shards = Shards.open(urls, Shards.PoolSizes.DEFAULT)) {
            ActorSystem<Void> stays = TestNode.unjoined(urls);
            ActorSystem<Void> leaves = TestNode.unjoined(urls);
            Membership here = Membership.of(stays, new SimpleMeterRegistry(), nanos::get);
            Membership there = Membership.of(leaves, new SimpleMeterRegistry(), nanos::get);
            List.of(stays, leaves).forEach(node -> Joining.bySeeds(node, shards, true));
            await(here::hasOthersUp);
            await(there::hasOthersUp);
            // The list is passed on within seconds; nothing else changes from here on.
            await(() -> {
                nanos.addAndGet(TimeUnit.MINUTES.toNanos(3));
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
                return !here.isUnsettled();
            });

            there.announceHandOver();

            await(here::isUnsettled);
            stays.terminate();
            leaves.terminate();
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
