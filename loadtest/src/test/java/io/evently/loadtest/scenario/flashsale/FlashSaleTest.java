package io.evently.loadtest.scenario.flashsale;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.customers.Crowd;
import io.evently.loadtest.customers.Repeats;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.verify.Auditor;
import io.evently.loadtest.verify.Expectations;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 500 connections fight for 5,000 seats with 50,000 requests, on a real server in a process of its own. */
class FlashSaleTest {

    private static final int CONNECTIONS = 500;
    private static final int CAPACITY = 5_000;
    private static final int REQUESTS = 50_000;
    private static final int REFUSED_TO_REPEAT = 3_000;

    @TempDir
    Path folder;

    @Test
    void aFlashSaleSellsEverySeatOnceAndRemembersWhatItAnswered() {
        try (var server = Cluster.start(ClusterSettings.embeddedOfShortLife(folder))) {
            var api = new EventlyApi(server.address(0), server.tokens().admin(UUID.randomUUID()));
            var auditor = new Auditor(server.address(0), server.tokens(), server.databasePort());

            var result = new FlashSale(CONNECTIONS, CAPACITY, REQUESTS, 20261122)
                    .run(server.address(0), api, server.tokens());

            assertThat(result.measured().lost()).isZero();
            assertThat(result.history().operations()).hasSizeGreaterThanOrEqualTo(REQUESTS);
            assertThat(auditor.audit(result.history(), List.of(result.sale()), Expectations.flashSale()))
                    .isEmpty();
            repeat(server, result.history());
            assertThat(auditor.audit(result.history(), List.of(result.sale()), Expectations.flashSale()))
                    .isEmpty();
            server.stopGracefully();
        }
    }

    /** Everything accepted and some of what was refused, in the order in which it was answered. */
    private static void repeat(Cluster server, History history) {
        var refused = new AtomicInteger();
        List<Operation> some = history.operations().stream()
                .filter(each ->
                        each.kind() == Kind.BOOK && (each.ok() || refused.incrementAndGet() <= REFUSED_TO_REPEAT))
                .toList();
        assertThat(new Crowd(server.address(0), CONNECTIONS, history)
                        .run(Repeats.of(some, server.tokens()).iterator())
                        .lost())
                .isZero();
    }
}
