package io.evently.loadtest.flashsale;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.audit.Auditor;
import io.evently.loadtest.audit.Expectations;
import io.evently.loadtest.audit.Tables;
import io.evently.loadtest.sale.Crowd;
import io.evently.loadtest.sale.Errand;
import io.evently.loadtest.sale.EventlyApi;
import io.evently.loadtest.sale.Order;
import io.evently.loadtest.sale.SaleRecord;
import io.evently.loadtest.server.ServerProcess;
import io.evently.loadtest.server.ServerSettings;
import java.nio.file.Path;
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
        try (var server = ServerProcess.start(ServerSettings.ofShortLife(folder))) {
            var api = new EventlyApi(server.address(), server.tokens().admin(UUID.randomUUID()));
            var auditor = new Auditor(api, new Tables(server.databasePort()));

            var result = new FlashSale(CONNECTIONS, CAPACITY, REQUESTS, 20261122)
                    .run(server.address(), api, server.tokens());

            SaleRecord sale = result.sale();
            assertThat(result.measured().lost()).isZero();
            assertThat(sale.orders()).hasSize(REQUESTS);
            assertThat(auditor.audit(sale, Expectations.flashSale())).isEmpty();

            repeat(server, sale);
            assertThat(auditor.audit(sale, Expectations.flashSale())).isEmpty();
            server.stopGracefully();
        }
    }

    /** Every accepted order and some of the refused ones, in the order in which they were made. */
    private static void repeat(ServerProcess server, SaleRecord sale) {
        var refused = new AtomicInteger();
        var errands = sale.orders().stream()
                .filter(order -> order.fate() == Order.Fate.ACCEPTED || refused.incrementAndGet() <= REFUSED_TO_REPEAT)
                .map(Errand::repeating)
                .toList();
        assertThat(new Crowd(server.address(), CONNECTIONS)
                        .run(errands.iterator())
                        .lost())
                .isZero();
    }
}
