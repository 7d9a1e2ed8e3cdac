package io.evently.loadtest.flashsale;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.audit.Auditor;
import io.evently.loadtest.audit.Expectations;
import io.evently.loadtest.audit.Tables;
import io.evently.loadtest.sale.Crowd;
import io.evently.loadtest.sale.Errand;
import io.evently.loadtest.sale.EventlyApi;
import io.evently.loadtest.sale.SaleRecord;
import io.evently.loadtest.server.ServerProcess;
import io.evently.loadtest.server.ServerSettings;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 500 connections fight for 5,000 seats with 50,000 requests, on a real server in a process of its own. */
class FlashSaleTest {

    private static final int CONNECTIONS = 500;
    private static final int CAPACITY = 5_000;
    private static final int REQUESTS = 50_000;

    @TempDir
    Path folder;

    @Test
    void aFlashSaleSellsEverySeatOnceAndRemembersWhatItAnswered() {
        try (var server = ServerProcess.start(ServerSettings.in(folder))) {
            var api = new EventlyApi(server.address(), server.tokens().admin(UUID.randomUUID()));
            var auditor = new Auditor(api, new Tables(server.databasePort()));

            var result = new FlashSale(CONNECTIONS, CAPACITY, REQUESTS, 20261122)
                    .run(server.address(), api, server.tokens());

            SaleRecord sale = result.sale();
            assertThat(result.measured().lost()).isZero();
            assertThat(sale.orders()).hasSize(REQUESTS);
            assertThat(auditor.audit(sale, Expectations.flashSale())).isEmpty();

            repeatEveryKey(server, sale);
            assertThat(auditor.audit(sale, Expectations.flashSale())).isEmpty();
            server.stopGracefully();
        }
    }

    private static void repeatEveryKey(ServerProcess server, SaleRecord sale) {
        var errands = sale.orders().stream().map(Errand::repeating).iterator();
        assertThat(new Crowd(server.address(), CONNECTIONS).run(errands).answered())
                .isGreaterThanOrEqualTo(REQUESTS);
    }
}
