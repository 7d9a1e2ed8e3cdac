package io.evently.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.verify.Expectations;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code mvn -Pmixed-day}: visitors of 100 events browse, search, look at one, and about half of them book; some hold
 * first, some change their minds. About 70 seconds. {@code -Dvisitors} is how many come per second (default 40).
 */
public class MixedDaySimulation extends Simulation {

    private static final int VISITORS_PER_SECOND = Integer.getInteger("visitors", 40);
    private static final int EVENTS = 100;
    private static final int BUYERS = 5_000;
    private static final List<String> WORDS = List.of("jazz", "opera", "football", "comedy", "fair");

    private final Stage stage = Stage.set();
    private final List<Buyer> buyers = Buyer.some(BUYERS, stage.tokens());
    private final RequestSteps steps = new RequestSteps(stage.history());
    private final List<Sale> sales = new ArrayList<>();
    private final AtomicInteger keys = new AtomicInteger();

    public MixedDaySimulation() {
        var visitors = scenario("visitor")
                .exec(browse(), look(), randomSwitch().on(percent(55).then(buy())))
                .injectOpen(
                        rampUsersPerSec(1).to(VISITORS_PER_SECOND).during(10),
                        constantUsersPerSec(VISITORS_PER_SECOND).during(60));
        setUp(visitors)
                .protocols(http.baseUrl(stage.baseUrl()).disableWarmUp().disableCaching())
                .maxDuration(Duration.ofMinutes(5))
                .assertions(global().failedRequests().count().is(0L));
    }

    @Override
    public void before() {
        stage.drawTopology(
                "A mixed day on " + EVENTS + " events",
                VISITORS_PER_SECOND + " visitors per second, a connection each, who browse, search, look and book");
        EventlyApi api = stage.api();
        for (int i = 0; i < EVENTS; i++) {
            int capacity = 20 + 10 * (i % 40); // 20 to 410: the small ones sell out
            String name = "An evening of " + WORDS.get(i % WORDS.size()) + " " + i;
            sales.add(new Sale(api.createEvent(name, capacity), capacity));
        }
    }

    @Override
    public void after() {
        stage.auditAndClear(sales, Expectations.mixedDay());
    }

    private static ChainBuilder browse() {
        return exec(http("browse").get("/v1/events?limit=20").check(status().is(200)))
                .exec(think())
                .exec(http("search")
                        .get(session -> "/v1/events?limit=20&q="
                                + WORDS.get(ThreadLocalRandom.current().nextInt(WORDS.size())))
                        .check(status().is(200)))
                .exec(think());
    }

    private ChainBuilder look() {
        return exec(session -> session.set(
                        "sale", sales.get(ThreadLocalRandom.current().nextInt(EVENTS))))
                .exec(http("event")
                        .get(session -> "/v1/events/" + sale(session).eventId())
                        .check(status().is(200)))
                .exec(think())
                .exec(http("availability")
                        .get(session -> "/v1/events/" + sale(session).eventId() + "/availability")
                        .check(status().is(200)));
    }

    private ChainBuilder buy() {
        return exec(steps.book(this::nextBooking))
                .exec(think())
                .exec(doIf(RequestSteps::held).then(steps.change(Kind.CONFIRM)))
                .exec(doIf(session -> RequestSteps.accepted(session) && changesTheirMind())
                        .then(exec(think()).exec(steps.change(Kind.CANCEL))));
    }

    private Request nextBooking(Session session) {
        Sale sale = sale(session);
        int number = keys.getAndIncrement();
        var random = ThreadLocalRandom.current();
        // The number-th buyer, and not a random one: nobody may have two open holds of one event.
        return Request.book(
                sale.eventId(),
                buyers.get(number % BUYERS),
                "day-" + number,
                random.nextInt(1, 5),
                random.nextInt(4) == 0);
    }

    private static boolean changesTheirMind() {
        return ThreadLocalRandom.current().nextInt(5) == 0;
    }

    private static Sale sale(Session session) {
        return session.get("sale");
    }

    private static ChainBuilder think() {
        return pause(Duration.ofMillis(100), Duration.ofMillis(600));
    }
}
