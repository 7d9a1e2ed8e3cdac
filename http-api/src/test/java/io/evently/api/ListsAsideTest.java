package io.evently.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.RawClient;
import io.evently.http.RawClient.Answer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** security 6, 13, 14: who waits for lists takes nothing that a booking needs. */
@ExtendWith(WholeApi.Shared.class)
class ListsAsideTest {

    /** Twice as many as there are places for (Lists.MOST_SEARCHES_WAITING and those who are served). */
    private static final int SEARCHES = 250;

    @Test
    void listsThatHangMakeNoBookingBusy(WholeApi api) throws SQLException {
        Caller admin = api.newAdmin();
        String event = Concert.on(admin, 100, "10.00");
        List<RawClient> searching = new ArrayList<>();
        try {
            List<Connection> locks = lock(api, "events, bookings, waitlist_promotions");
            try {
                for (int i = 0; i < SEARCHES; i++) {
                    RawClient client = api.connect();
                    searching.add(client);
                    client.request("GET", "/v1/events?limit=1", "", "");
                }
                for (String list : List.of("/v1/bookings", "/v1/promotions")) {
                    RawClient client = api.connect();
                    searching.add(client);
                    client.request("GET", list, api.admin, "");
                }
                Answer next = api.stranger().get("/v1/events?limit=1");
                assertThat(next.status()).as("no place for another list").isEqualTo(503);

                for (int i = 0; i < 20; i++) {
                    Caller user = api.newUser();
                    Answer booked = user.post(event + "/bookings", "{\"quantity\": 1}");
                    assertThat(booked.status()).as(booked.body()).isEqualTo(201);
                    assertThat(user.get(event + "/bookings/" + booked.text("id"))
                                    .status())
                            .isEqualTo(200);
                }
                assertThat(api.stranger().get(event + "/availability").number("confirmedSeats"))
                        .isEqualTo(20);
                assertThat(api.stranger().get(event).number("availableSeats")).isEqualTo(80);
                assertThat(api.stranger().get("/health/ready").status()).isEqualTo(200);
            } finally {
                for (Connection lock : locks) {
                    lock.close();
                }
            }
            searching.forEach(client -> assertThat(client.answer().status()).isIn(200, 503));
        } finally {
            searching.forEach(RawClient::close);
        }
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
