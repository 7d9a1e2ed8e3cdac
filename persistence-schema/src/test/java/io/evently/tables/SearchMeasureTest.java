package io.evently.tables;

import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.database.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SearchMeasureTest {
    @Test
    void measure() throws Exception {
        List<String> urls = TestServer.migrated("measure");
        try (Shards shards = Shards.open(urls, PoolSizes.DEFAULT)) {
            Random random = new Random(1);
            String[] common =
                    "the of and a to in is on by it or be at as an we us if my do no he up so am me go music night live show band rock concert evening stage great new city hall"
                            .split(" ");
            String[] vocabulary = new String[20_000];
            for (int i = 0; i < vocabulary.length; i++) {
                StringBuilder w = new StringBuilder();
                int n = 3 + random.nextInt(8);
                for (int k = 0; k < n; k++) w.append((char) ('a' + random.nextInt(26)));
                vocabulary[i] = w.toString();
            }
            long start = System.nanoTime();
            try (Connection c = shards.writer(0).getConnection()) {
                c.setAutoCommit(false);
                UsersTable.ensureStubs(c, List.of(new UUID(0, 1)));
                c.commit();
                for (int b = 0; b < 200; b++) {
                    List<EventRow> rows = new ArrayList<>();
                    for (int i = 0; i < 500; i++) {
                        StringBuilder d = new StringBuilder();
                        while (d.length() < 800) {
                            d.append(
                                            random.nextInt(3) == 0
                                                    ? common[random.nextInt(common.length)]
                                                    : vocabulary[
                                                            (int) (Math.abs(random.nextGaussian()) * 4000) % 20000])
                                    .append(' ');
                        }
                        String jp = random.nextInt(10) == 0
                                ? "宇多田ヒカル東京ドーム公演" + (char) (0x4e00 + random.nextInt(3000))
                                        + (char) (0x4e00 + random.nextInt(3000))
                                : "";
                        rows.add(new EventRow(
                                new UUID(3, b * 500 + i),
                                "The " + vocabulary[random.nextInt(20000)] + " night " + jp,
                                d.toString(),
                                "Hall " + vocabulary[random.nextInt(200)],
                                (b * 500L + i) * 60_000_000L,
                                100,
                                0,
                                0,
                                0,
                                100,
                                100,
                                0,
                                "active",
                                1,
                                10,
                                0,
                                10,
                                "strict",
                                15,
                                null,
                                0,
                                null,
                                new UUID(0, 1),
                                1,
                                1,
                                1));
                    }
                    EventsTable.upsert(c, rows);
                    c.commit();
                }
            }
            System.out.println("filled in " + (System.nanoTime() - start) / 1_000_000 + " ms");
            try (Connection c = shards.writer(0).getConnection();
                    Statement s = c.createStatement()) {
                start = System.nanoTime();
                s.execute("vacuum analyze events");
                System.out.println("vacuum " + (System.nanoTime() - start) / 1_000_000 + " ms");
                try (ResultSet r = s.executeQuery(
                        "select pg_size_pretty(pg_relation_size('idx_events_search')), pg_size_pretty(pg_total_relation_size('events')), avg(pg_column_size(search)) from events")) {
                    r.next();
                    System.out.println(r.getString(1) + " index, " + r.getString(2) + " all, vector " + r.getString(3));
                }
                for (String q : new String[] {
                    "search @@ ('''the'''::tsquery || phraseto_tsquery('pg_catalog.english','the'))",
                    "search @@ ('''zzz'''::tsquery || phraseto_tsquery('pg_catalog.english','zzz'))",
                    "search @@ '''東京'''::tsquery",
                    "search @@ '''宇多'' <1> ''多田'''::tsquery",
                    "search @@ '''京'':*'::tsquery"
                }) {
                    try (ResultSet r = s.executeQuery(
                            "explain (analyze, buffers off) select id, left(description, 300) from events where " + q
                                    + " order by event_date, id limit 201")) {
                        System.out.println("--- " + q);
                        while (r.next()) System.out.println(r.getString(1));
                    }
                }
            }
            try (Connection c = shards.reader(0).getConnection()) {
                for (String q : new String[] {
                    "the",
                    "night",
                    "the night",
                    vocabulary[5] + " night",
                    vocabulary[77],
                    "\"the of\"",
                    "\"rock concert\"",
                    "東京",
                    "宇多田",
                    "京",
                    "ドーム 宇多田 公演",
                    "the -night",
                    "the -of -and -a",
                    "or or of",
                    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
                    "\"the and of a to in\" \"in to a of and the\"",
                    "nothing-of-this xyzzy",
                    "concerts"
                }) {
                    for (int i = 0; i < 3; i++) {
                        long t = System.nanoTime();
                        String n;
                        try {
                            n = ""
                                    + StatementLimit.within(
                                                    c,
                                                    StatementLimit.SEARCH,
                                                    () -> EventsTable.search(
                                                            c, new EventsTable.Search(q, null, null, null), null, 201))
                                            .size();
                        } catch (java.sql.SQLException e) {
                            n = e.getMessage();
                        }
                        if (i == 2)
                            System.out.println(q + ": " + n + " rows " + (System.nanoTime() - t) / 1000 + " us");
                    }
                }
            }
        }
    }
}
