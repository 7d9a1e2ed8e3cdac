package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.server.RawClient.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** security 6, 13, 14: who waits for lists takes nothing that a booking needs. */
@ExtendWith(WholeApi.Shared.class)
class ListsAsideTest {

    private static final int BUSY = 503;

    /** More than there are places for: 100 wait (Lists), and some are served. */
    private static final int SEARCHES = 150;

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void listsThatHangMakeNoBookingBusy(WholeApi api) throws SQLException {
        String event = Concert.on(api.newAdmin(), 100, "10.00");
        List<CompletableFuture<Integer>> searches = new ArrayList<>();
        List<Connection> locks = lock(api, "events, bookings, waitlist_promotions");
        try {
            for (int i = 0; i < SEARCHES; i++) {
                searches.add(ask(api, "/v1/events?limit=1", api.newUser()));
                searches.add(ask(api, i % 2 == 0 ? "/v1/bookings" : "/v1/promotions", api.newUser()));
            }
            Eventually.until(() -> searches.stream().anyMatch(search -> search.getNow(0) == BUSY));

            for (int i = 0; i < 20; i++) {
                Caller user = api.newUser();
                Answer booked = user.post(event + "/bookings", "{\"quantity\": 1}");
                assertThat(booked.status()).as(booked.body()).isEqualTo(201);
                assertThat(user.get(event + "/bookings/" + booked.text("id")).status())
                        .isEqualTo(200);
            }
            assertThat(api.stranger().get(event + "/availability").number("confirmedSeats"))
                    .isEqualTo(20);
            assertThat(api.stranger().get(event).number("availableSeats")).isEqualTo(80);
            assertThat(searches).as("most still wait").anyMatch(search -> !search.isDone());
        } finally {
            for (Connection lock : locks) {
                lock.close();
            }
        }
        searches.forEach(search -> assertThat(Eventually.answer(search)).isIn(200, BUSY));
    }

    private static CompletableFuture<Integer> ask(WholeApi api, String list, Caller caller) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + list))
                .header("Authorization", "Bearer " + caller.token())
                .build();
        return CLIENT.sendAsync(request, BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    /** Nobody else reads or writes these tables until the connections are closed. */
    private static List<Connection> lock(WholeApi api, String tables) throws SQLException {
        List<Connection> locks = new ArrayList<>();
        for (String url : api.databases()) {
            Connection connection = DriverManager.getConnection(url);
            locks.add(connection);
            connection.setAutoCommit(false);
            try (Statement lock = connection.createStatement()) {
                lock.execute("lock table " + tables + " in access exclusive mode");
            }
        }
        return locks;
    }
}
