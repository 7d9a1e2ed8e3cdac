package io.evently.database;

import static io.evently.database.RolesFixture.CONCERT;
import static io.evently.database.RolesFixture.superuser;
import static io.evently.database.TestServer.execute;
import static io.evently.database.TestServer.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What analysts see: groups of five and more, of days that are over, and nobody in them. */
class AnalysisTest {

    /** Views of groups of people, with the columns that make the groups. */
    private static final List<String> GROUPS = List.of(
            "bookings_by_day(event_id, day, what)",
            "attendance(event_id, day)",
            "demand(event_id, day, outcome)",
            "waiting_times(event_id, day)");

    private Connection analyst;

    @BeforeAll
    static void migrate() {
        RolesFixture.migrate();
    }

    /** Three days ago seven people booked, two days ago four, and seven today; of last year there are six. */
    @BeforeEach
    void aConcertThatIsOver() throws SQLException {
        RolesFixture.fill();
        execute(
                superuser(),
                "truncate bookings, waitlist_entries, booking_attempts, notifications cascade",
                "delete from users");
        execute(superuser(), "update events set event_date = now() - interval '1 day'");
        people(1, 7, "3 days");
        people(101, 4, "2 days");
        people(201, 7, "0 days");
        people(301, 6, "400 days");
        analyst = RolesFixture.memberOf("evently_analyst");
    }

    @AfterEach
    void disconnect() throws SQLException {
        analyst.close();
    }

    private static void people(int first, int many, String ago) throws SQLException {
        String made =
                """
                insert into users (id, email, name, email_bidx, password_hash, role, is_active, version, created_at,
                    updated_at)
                select lpad(n::text, 32, '0')::uuid, 'x', 'y', sha256(n::text::bytea), 'hash', 'user', true, 1, now(), now()
                from generate_series(%1$d, %2$d) n
                """;
        String booked =
                """
                insert into bookings (id, user_id, event_id, quantity, unit_price, total_amount, status, booking_ref,
                    version, fact_no, created_at, updated_at)
                select lpad(n::text, 32, '3')::uuid, lpad(n::text, 32, '0')::uuid, '%3$s', 2, 5, 10, 'confirmed',
                    'EVT' || n, 1, n, now() - interval '%4$s', now() - interval '%4$s'
                from generate_series(%1$d, %2$d) n
                """;
        String tried =
                """
                insert into booking_attempts (id, event_id, user_id, quantity, result, failure_reason, attempted_at)
                select lpad(n::text, 32, '6')::uuid, '%3$s', lpad(n::text, 32, '0')::uuid, 2, 'failed', 'SOLD_OUT',
                    now() - interval '%4$s'
                from generate_series(%1$d, %2$d) n
                """;
        String waited =
                """
                insert into waitlist_entries (id, user_id, event_id, quantity, priority_score, joined_at, join_seq,
                    status, notify_prefs, fact_no, created_at, updated_at)
                select lpad(n::text, 32, '4')::uuid, lpad(n::text, 32, '0')::uuid, '%3$s', 1, 0,
                    now() - interval '%4$s' - interval '30 minutes', n, 'promoted', '{}', n, now(), now()
                from generate_series(%1$d, %2$d) n
                """;
        String promoted =
                """
                insert into waitlist_promotions (id, waitlist_id, promotion_no, event_id, user_id, quantity, unit_price,
                    promoted_at, expires_at, window_minutes, status, fact_no, created_at)
                select lpad(n::text, 32, '5')::uuid, lpad(n::text, 32, '4')::uuid, 1, '%3$s',
                    lpad(n::text, 32, '0')::uuid, 1, 5, now() - interval '%4$s', now(), 15, 'expired', n, now()
                from generate_series(%1$d, %2$d) n
                """;
        for (String sql : List.of(made, booked, tried, waited, promoted)) {
            execute(superuser(), sql.formatted(first, first + many - 1, CONCERT, ago));
        }
    }

    private List<String> asked(String sql) throws SQLException {
        return rows(analyst, "select " + sql);
    }

    @Test
    void groupsBelowFiveAndTheDayThatIsNotOverAreAbsent() throws SQLException {
        assertThat(asked("people, bookings, seats, amount from analysis.bookings_by_day order by day"))
                .containsExactly("6|6|12|60.00", "7|7|14|70.00");
        assertThat(asked("people, attempts, outcome from analysis.demand order by day"))
                .containsExactly("6|6|SOLD_OUT", "7|7|SOLD_OUT");
        assertThat(asked("people, mean_minutes, median_minutes from analysis.waiting_times order by day"))
                .containsExactly("6|30|30", "7|30|30");
        assertThat(asked("people, bookings, seats from analysis.attendance"))
                .as("in fives: 24 people")
                .containsExactly("20|20|45");
        assertThat(asked("old_price, new_price, by_rule from analysis.price_steps"))
                .containsExactly("1.00|2.00|t");
    }

    @Test
    void aGroupShownIsTheSameAfterThoseOfTodayCameAndWent() throws SQLException {
        List<String> before = asked("* from analysis.bookings_by_day order by 1, 2, 3");
        people(401, 1, "0 days");
        execute(superuser(), "update bookings set status = 'cancelled', version = 2, updated_at = now()");
        assertThat(asked("* from analysis.bookings_by_day order by 1, 2, 3")).isEqualTo(before);
    }

    /** Whatever columns are filtered by, rows are whole groups: no sum and no difference of them is of fewer than five. */
    @Test
    void noFilterShowsAGroupBelowFive() throws SQLException {
        for (String group : GROUPS) {
            String view = group.substring(0, group.indexOf('('));
            String columns = group.substring(group.indexOf('(') + 1, group.length() - 1);
            assertThat(asked("count(*) from analysis." + view + " where people < 5"))
                    .containsExactly("0");
            assertThat(asked("count(*) from (select from analysis." + view + " group by " + columns
                            + " having count(*) > 1) twice"))
                    .as("groups do not overlap: " + view)
                    .containsExactly("0");
        }
        assertThat(
                        asked(
                                "count(*) from (select from analysis.customers group by year, events, seats having count(*) < 5) few"))
                .containsExactly("0");
        String shown = "coalesce(sum(seats), 0) from analysis.bookings_by_day where what = 'made'";
        assertThat(Long.parseLong(asked("seats from analysis.attendance").get(0))
                        - Long.parseLong(asked(shown).get(0)))
                .as("not the eight of the day that is not shown, nor what is of today")
                .isNotEqualTo(8 + 14)
                .isNotEqualTo(8);
    }

    /** A function with a side effect sees rows before a view has dropped them, unless the view is a barrier. */
    @Test
    void everyViewIsABarrierAndReadsAsItsOwner() throws SQLException {
        assertThat(
                        rows(
                                superuser(),
                                """
                        select relname from pg_class
                        where relnamespace = 'analysis'::regnamespace and relkind = 'v'
                            and not coalesce(reloptions::text like '%security_barrier%', false)
                        """))
                .isEmpty();
    }

    @Test
    void pseudonymsAreOfOneYearAndOneDatabase() throws SQLException {
        execute(
                superuser(),
                "update bookings set created_at = '2026-02-01', updated_at = '2026-02-01' where fact_no < 8");
        execute(
                superuser(),
                """
                insert into bookings (id, user_id, event_id, quantity, unit_price, total_amount, status, booking_ref,
                    version, fact_no, created_at, updated_at)
                select gen_random_uuid(), user_id, event_id, 2, 5, 10, 'confirmed', booking_ref, 1, fact_no, '2027-02-01',
                    '2027-02-01'
                from bookings where fact_no < 8
                """);
        execute(
                superuser(),
                "insert into pseudonym_keys values (2025, sha256('a')), (2027, sha256('b')) on conflict do nothing");
        String all =
                """
                select k.year, u.id, encode(sha256(k.key || uuid_send(u.id)), 'hex') from pseudonym_keys k, users u
                """;
        Set<String> pseudonyms = new TreeSet<>(asked("pseudonym from analysis.customers"));
        assertThat(pseudonyms)
                .hasSizeGreaterThanOrEqualTo(7)
                .hasSize(asked("pseudonym from analysis.customers").size());
        Set<String> possible = rows(superuser(), all).stream()
                .map(row -> row.split("\\|")[2])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(possible).containsAll(pseudonyms);
        assertThat(rows(superuser(), "select count(distinct key) = count(*) from pseudonym_keys"))
                .containsExactly("t");
        String other = TestServer.get().databases("evently").get(1);
        assertThat(rows(other, "select key from pseudonym_keys where year = 2026"))
                .isNotEqualTo(rows(superuser(), "select key from pseudonym_keys where year = 2026"));
    }

    @Test
    void whoWasForgottenHasNoPseudonym() throws SQLException {
        List<String> before = asked("pseudonym from analysis.customers");
        assertThat(before).hasSizeGreaterThan(5);
        execute(
                superuser(),
                "update users set email = null, name = null, email_bidx = null, password_hash = null,"
                        + " deleted_at = now() where id = lpad('3', 32, '0')::uuid");
        assertThat(asked("pseudonym from analysis.customers")).hasSize(before.size() - 1);
    }

    @Test
    void theKeysOfTheYearsAreThereBeforeTheyAreNeeded() throws SQLException {
        execute(superuser(), "delete from pseudonym_keys");
        try (Connection application =
                ConnectionLimits.connect(TestServer.get().applicationUrls().get(0), "test", ConnectionLimits.SHORT)) {
            int unused = Partitions.ensure(application);
        }
        assertThat(rows(
                        superuser(),
                        "select max(year) - extract(year from now()) from pseudonym_keys where octet_length(key) = 32"))
                .containsExactly("1");
    }

    @Test
    void noColumnHoldsAPersonsIdAddressOrName() throws SQLException {
        Set<String> people = new TreeSet<>(rows(superuser(), "select id from users"));
        people.addAll(rows(superuser(), "select id from bookings"));
        people.addAll(rows(superuser(), "select booking_ref from bookings"));
        List<String> shown = new ArrayList<>();
        for (String view :
                rows(superuser(), "select relname from pg_class where relnamespace = 'analysis'::regnamespace")) {
            asked("* from analysis." + view).forEach(row -> shown.addAll(List.of(row.split("\\|"))));
        }
        assertThat(shown).isNotEmpty().doesNotContainAnyElementsOf(people);
        assertThat(
                        rows(
                                superuser(),
                                """
                        select attname from pg_attribute join pg_class on pg_class.oid = attrelid
                        where relnamespace = 'analysis'::regnamespace
                            and (atttypid = 'bytea'::regtype or attname ~ 'user|mail|name|reason|address|_by')
                            and attname <> 'by_rule'
                        """))
                .isEmpty();
    }

    @Test
    void analystsSeeNothingBeneathTheViews() throws SQLException {
        AccessTest.refuses(
                analyst,
                "select * from users",
                "select * from bookings",
                "select * from booking_attempts",
                "select * from waitlists",
                "select * from pseudonym_keys",
                "select * from event_journal",
                "select analysis.make_keys()",
                "select bookings_of_reference('EVT1')",
                "select is_admin()",
                "set role evently_owner",
                "create temporary table mine (id int)",
                "create view analysis.mine as select 1",
                "create or replace view analysis.attendance as select 1",
                "select pg_read_file('/etc/hostname')");
        assertThat(rows(analyst, "select * from pg_stats where tablename in ('bookings', 'users', 'pseudonym_keys')"))
                .as("samples of what is in them")
                .isEmpty();
    }
}
