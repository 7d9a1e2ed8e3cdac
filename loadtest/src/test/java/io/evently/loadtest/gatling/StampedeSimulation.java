package io.evently.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.evently.loadtest.customers.Task;
import io.evently.loadtest.scenario.stampede.Arrivals;
import io.evently.loadtest.scenario.stampede.PromotionWatcher;
import io.evently.loadtest.scenario.stampede.Returns;
import io.evently.loadtest.scenario.stampede.Stampede;
import io.evently.loadtest.scenario.stampede.WaitingCustomer;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code mvn -Pstampede}: 20,000 wait for a sold-out event, over 400 connections. When half of them are in, 500 bookings
 * are cancelled while the others join; who gets a promotion claims it, declines it, or comes too late. Over when all seats
 * are sold again, which takes a window of a minute and a little. {@code -Dmembers} and {@code -Dcancelled} change the
 * figures.
 */
public class StampedeSimulation extends Simulation {

    private static final int MEMBERS = Integer.getInteger("members", 20_000);
    private static final int CANCELLED = Integer.getInteger("cancelled", 500);
    private static final int CONNECTIONS = 400;
    private static final int RETURNING = 16;
    private static final int LOOKING = 64;
    private static final long SEED = 20261122;

    private final Stage stage = Stage.set();
    private Stampede stampede;
    private Arrivals early;
    private Arrivals late;
    private Returns returns;
    private PromotionWatcher watcher;

    public StampedeSimulation() {
        setUp(joining("first half", () -> early.next())
                        .andThen(scenario("admin")
                                .exec(exec(session -> {
                                    preferSome();
                                    return session;
                                }))
                                .injectOpen(atOnceUsers(1))
                                .andThen(
                                        joining("second half", () -> late.next()),
                                        playing("returning", RETURNING, () -> returns.next(), () -> true),
                                        playing("promoted", LOOKING, () -> watcher.next(), () -> watcher.isOver()))))
                .protocols(http.baseUrl(stage.baseUrl()).disableWarmUp().disableCaching())
                .maxDuration(Duration.ofMinutes(6))
                .assertions(global().failedRequests().count().is(0L));
    }

    @Override
    public void before() {
        stage.drawTopology(
                MEMBERS + " wait for the seats of " + CANCELLED + " bookings",
                CONNECTIONS + " connections join, " + RETURNING + " cancel, " + LOOKING
                        + " look for promotions, claim and decline");
        stampede = stage.stampede(MEMBERS, CANCELLED, SEED);
        early = new Arrivals(stampede.early(), member -> {});
    }

    @Override
    public void after() {
        stage.auditAndClear(stampede.queue());
        System.out.println(howFast(stampede.early()));
    }

    /** By the server's own times: Gatling's rate counts the minute in which everybody waits. */
    private static String howFast(List<WaitingCustomer> members) {
        LongSummaryStatistics joins = members.stream()
                .mapToLong(member -> member.entry().joinedAt().toEpochMilli())
                .summaryStatistics();
        return "the first %,d joined within %.1f s"
                .formatted(joins.getCount(), (joins.getMax() - joins.getMin()) / 1000.0);
    }

    private void preferSome() {
        stampede.chooseFavourites(stage.api(), SEED);
        watcher = stampede.watcher(Instant.MAX);
        List<WaitingCustomer> members = stampede.queue().members();
        late = new Arrivals(members, watcher::joined);
        returns = stampede.returns();
    }

    private PopulationBuilder joining(String name, Supplier<Task> tasks) {
        return scenario(name)
                .exec(new RequestSteps(stage.history()).all(tasks, () -> true))
                .injectOpen(rampUsers(CONNECTIONS).during(2));
    }

    private PopulationBuilder playing(String name, int users, Supplier<Task> tasks, BooleanSupplier over) {
        return scenario(name)
                .exec(new RequestSteps(stage.history()).all(tasks, over))
                .injectOpen(atOnceUsers(users));
    }
}
