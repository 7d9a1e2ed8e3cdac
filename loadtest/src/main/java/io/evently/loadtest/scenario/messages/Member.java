package io.evently.loadtest.scenario.messages;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.sut.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Somebody with an account, who is written to.
 *
 * @param address of their mailbox
 */
record Member(Buyer buyer, String address, Listener listener) {

    /** What a registration takes is the hash of a password; more of them at once only wait for each other. */
    private static final int AT_ONCE = 4;

    /** Registers so many people, who have never been there. */
    static List<Member> register(Cluster cluster, EventlyApi api, String name, int count) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Member>> coming = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String address = name + i + "@example.org";
                coming.add(threads.submit(() -> register(cluster, api, address)));
            }
            List<Member> members = new ArrayList<>();
            for (Future<Member> member : coming) {
                members.add(member.get());
            }
            return members;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Member register(Cluster cluster, EventlyApi api, String address) {
        Buyer buyer = Buyer.of(api.register(address, "Anna Example", "correct horse 4711"), cluster.tokens());
        return new Member(buyer, address, new Listener(buyer));
    }
}
