package io.evently.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.verify.Expectations;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code mvn -Pflash-sale}: 2,000 customers come within 5 seconds for 5,000 seats, and each asks five times for 1 to 4:
 * 25,000 seats are asked for. {@code -Dcustomers} and {@code -Dcapacity} change the figures.
 */
public class FlashSaleSimulation extends Simulation {

    private static final int CUSTOMERS = Integer.getInteger("customers", 2_000);
    private static final int CAPACITY = Integer.getInteger("capacity", 5_000);
    private static final int TRIES = 5;
    private static final int RUSH_SECONDS = 5;

    private final Stage stage = Stage.set();
    private final List<Buyer> buyers = Buyer.some(CUSTOMERS, stage.tokens());
    private final AtomicInteger keys = new AtomicInteger();
    private final RequestSteps steps = new RequestSteps(stage.history());
    private Sale sale;

    public FlashSaleSimulation() {
        var customers = scenario("customer")
                .exec(repeat(TRIES).on(steps.book(this::nextBooking)))
                .injectOpen(rampUsers(CUSTOMERS).during(RUSH_SECONDS));
        setUp(customers)
                .protocols(http.baseUrl(stage.baseUrl()).disableWarmUp().disableCaching())
                .maxDuration(Duration.ofMinutes(5))
                .assertions(global().failedRequests().count().is(0L));
    }

    @Override
    public void before() {
        stage.drawTopology(
                "A flash sale of " + CAPACITY + " seats",
                CUSTOMERS + " customers within " + RUSH_SECONDS + " s, a connection each, " + TRIES
                        + " requests for 1 to 4 seats");
        sale = new Sale(stage.api().createEvent("Flash sale", CAPACITY), CAPACITY);
    }

    @Override
    public void after() {
        stage.auditAndClear(List.of(sale), Expectations.flashSale());
    }

    private Request nextBooking(Session session) {
        int number = keys.getAndIncrement();
        int quantity = ThreadLocalRandom.current().nextInt(1, 5);
        return Request.book(sale.eventId(), buyers.get(number % CUSTOMERS), "flash-" + number, quantity, false);
    }
}
