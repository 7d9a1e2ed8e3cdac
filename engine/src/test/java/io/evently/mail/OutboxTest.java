package io.evently.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import io.evently.crypto.PersonalField;
import io.evently.database.Shards;
import io.evently.event.Micros;
import io.evently.mail.MailFailure.Kind;
import io.evently.mail.MailFixture.RecordingProvider;
import io.evently.message.Cause;
import io.evently.tables.UserRow;
import io.evently.tables.message.DeliveryLogTable;
import io.evently.tables.message.DeliveryLogTable.Report;
import io.evently.tables.message.EmailDeliveriesTable;
import io.evently.tables.message.EmailOutboxTable.Claimed;
import io.evently.tables.message.EmailOutboxTable.Outcome;
import io.evently.tables.message.EmailRow;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ring 3: the outbox on PostgreSQL. Wherever a sender breaks off, each mail is sent, under one id. */
class OutboxTest {

    private static final int SHARD = 1;
    private static final Duration LEASE = Duration.ofSeconds(1);

    @TempDir
    private static Path folder;

    private static MailFixture fixture;

    private final RecordingProvider provider = new RecordingProvider();
    private final Circuit circuit = new Circuit("smtp", System::nanoTime);
    private final MailSending sending = sending(row -> "https://example.com/x");
    private MailWork work;
    private UUID person;

    @BeforeAll
    static void start() {
        fixture = new MailFixture("outbox", folder);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        fixture.execute(SHARD, "truncate email_delivery_log, bounced_addresses");
        fixture.now = MailFixture.AT;
        person = fixture.person(SHARD);
        work = new MailWork(database(), LEASE, System::nanoTime);
    }

    private static DataSource database() {
        return fixture.shards.writer(SHARD);
    }

    private MailSending sending(MailLinks links) {
        return new MailSending(
                SHARD,
                provider,
                fixture.maker(links),
                circuit,
                new RetryPause(() -> 0.5),
                new MailMetrics(new SimpleMeterRegistry(), "smtp", circuit));
    }

    /** Another process does all there is to do. */
    private void anotherSends(UUID mail) {
        MailWork other = new MailWork(database(), LEASE, System::nanoTime);
        Eventually.await(() -> {
            for (Claimed each : other.claim(false, 50)) {
                other.became(sending.send(provider, each));
            }
            other.note();
            return fixture.state(person, mail).startsWith("sent");
        });
    }

    @Test
    void aMailIsSentAndNoted() throws SQLException {
        UUID mail = fixture.enqueue(person, Cause.BOOKING_CONFIRMED);
        List<Claimed> claimed = work.claim(false, 50);

        assertThat(claimed).hasSize(1);
        assertThat(claimed.get(0).row().variables())
                .containsEntry("eventName", "Night \"of\" \\ nights")
                .containsEntry("reference", "EVT1");
        work.became(sending.send(provider, claimed.get(0)));
        work.note();

        assertThat(provider.taken).containsExactly("<" + mail + "@example.com>");
        assertThat(provider.addresses).containsExactly("p-" + person + "@example.com");
        assertThat(
                        fixture.rows(
                                SHARD,
                                """
                        select status, provider, send_attempts, metadata, next_attempt_at, claimed_by,
                            recipient_email = (select email from users where id = user_id), last_attempt_at is not null
                        from email_delivery_log
                        """))
                .containsExactly(
                        "sent|smtp|1|{\"messageId\": \"<%1$s@example.com>\", \"providerId\": \"p-%1$s\"}|null|null|t|t"
                                .formatted(mail));
        assertThat(work.claim(false, 50)).isEmpty();
    }

    @Test
    void theSameMailIsEnqueuedOnce() throws SQLException {
        EmailRow row = MailFixture.mail(person, Cause.PROMOTED);
        fixture.enqueue(SHARD, List.of(row));
        anotherSends(row.id());

        fixture.enqueue(SHARD, List.of(row));

        assertThat(work.claim(false, 50)).isEmpty();
    }

    @Test
    void urgentOnesGoFirst() throws SQLException {
        List<EmailRow> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rows.add(MailFixture.mail(person, i % 5 == 0 ? Cause.PROMOTED : Cause.BOOKING_CONFIRMED));
        }
        fixture.enqueue(SHARD, rows);

        assertThat(work.claim(false, 6))
                .extracting(each -> each.row().cause())
                .filteredOn("promoted"::equals)
                .hasSize(4);
        assertThat(work.claim(true, 50)).as("the others give way").isEmpty();
        assertThat(work.claim(false, 50)).hasSize(14);
    }

    @Test
    void urgentCausesAreCauses() {
        assertThat(EmailDeliveriesTable.URGENT).allSatisfy(word -> assertThat(List.of(Cause.values()))
                .extracting(Cause::label)
                .contains(word));
    }

    // Crash points: a sender is abandoned behind each step.

    @Test
    void crashedBeforeItTookTheMail() throws SQLException {
        UUID mail = fixture.enqueue(person, Cause.PROMOTED);

        anotherSends(mail);

        assertThat(provider.taken).hasSize(1);
    }

    @Test
    void crashedAfterItTookTheMail() throws SQLException {
        UUID mail = fixture.enqueue(person, Cause.PROMOTED);
        assertThat(work.claim(false, 50)).hasSize(1);
        assertThat(new MailWork(database(), LEASE, System::nanoTime).claim(false, 50))
                .as("nobody else takes it before the lease is over")
                .isEmpty();

        anotherSends(mail);

        assertThat(provider.taken).hasSize(1);
    }

    @Test
    void crashedAfterTheProvidersYes() throws SQLException {
        UUID mail = fixture.enqueue(person, Cause.PROMOTED);
        sending.send(provider, work.claim(false, 50).get(0));

        anotherSends(mail);

        assertThat(provider.taken).hasSize(2);
        assertThat(provider.taken).as("under one id").containsOnly("<" + mail + "@example.com>");
        assertThat(fixture.state(person, mail)).isEqualTo("sent|1|null");
    }

    @Test
    void crashedAfterTheNote() throws SQLException {
        UUID mail = fixture.enqueue(person, Cause.PROMOTED);
        work.became(sending.send(provider, work.claim(false, 50).get(0)));
        work.note();

        anotherSends(mail);

        assertThat(provider.taken).hasSize(1);
    }

    /** The database goes while something is committed: before it was, or after, and nobody is told. */
    @ParameterizedTest
    @ValueSource(strings = {"connect", "before commit", "after commit"})
    void theDatabaseGoesBetween(String where) throws SQLException {
        AtomicReference<String> fault = new AtomicReference<>("none");
        MailWork faulty = new MailWork(faulty(fault), LEASE, System::nanoTime);
        UUID mail = fixture.enqueue(person, Cause.PROMOTED);
        fault.set(where);
        assertThatThrownBy(() -> faulty.claim(false, 50)).isInstanceOf(SQLException.class);
        fault.set("none");
        List<Claimed> claimed = new ArrayList<>();
        Eventually.await(() -> {
            claimed.addAll(faulty.claim(false, 50));
            return !claimed.isEmpty();
        });
        faulty.became(sending.send(provider, claimed.get(0)));
        fault.set(where);
        assertThatThrownBy(faulty::note).isInstanceOf(SQLException.class);
        assertThat(faulty.hasUnnoted()).isTrue();
        fault.set("none");

        // As it does for as long as it lives: what it knows is noted before anything is taken.
        assertThat(faulty.claim(false, 50)).isEmpty();

        assertThat(faulty.hasUnnoted()).isFalse();
        assertThat(provider.taken).hasSize(1);
        assertThat(fixture.state(person, mail)).isEqualTo("sent|1|null");
    }

    @Test
    void whoLostTheLeaseCannotPutTheMailOffButCanSayThatItWasSent() throws Exception {
        UUID mail = fixture.enqueue(person, Cause.PROMOTED);
        Claimed mine = work.claim(false, 50).get(0);
        MailWork other = new MailWork(database(), Duration.ofMinutes(5), System::nanoTime);
        Eventually.await(() -> !other.claim(false, 50).isEmpty());

        provider.failure = new MailFailure(Kind.LATER, "SMTP 451 no");
        work.became(sending.send(provider, mine));
        work.note();
        assertThat(fixture.state(person, mail)).isEqualTo("pending|0|null");

        provider.failure = null;
        work.became(sending.send(provider, mine));
        work.note();
        assertThat(fixture.state(person, mail)).isEqualTo("sent|1|null");
    }

    @Test
    void aLeaseIsLengthenedWhileItsHolderLives() throws Exception {
        UUID mail = fixture.enqueue(person, Cause.PROMOTED);
        work.claim(false, 50);
        String lease = "select next_attempt_at from email_delivery_log";
        String first = fixture.rows(SHARD, lease).get(0);

        Eventually.await(() -> {
            work.renew();
            return !fixture.rows(SHARD, lease).get(0).equals(first);
        });

        assertThat(work.left(mail)).isPositive();
    }

    @Test
    void nothingIsSentWhileTheTablesAreMadeAnew() throws Exception {
        UUID mail = fixture.enqueue(person, Cause.PROMOTED);
        fixture.execute(
                SHARD,
                "insert into projection_positions values ('tables', '5', 5, now())"
                        + " on conflict (projection) do update set tx = '5', ordering = 5");
        fixture.execute(SHARD, "update audit_chains set tx = '5', ordering = 6 where chain = 3");
        assertThat(work.claim(false, 50)).isEmpty();

        fixture.execute(SHARD, "update projection_positions set ordering = 6 where projection = 'tables'");

        anotherSends(mail);
    }

    // What becomes of mails that cannot be sent.

    @Test
    void aMailThatIsPutOffWaitsLongerEachTimeAndIsGivenUpVisibly() throws Exception {
        UUID mail = fixture.enqueue(person, Cause.BOOKING_CONFIRMED);
        provider.failure = new MailFailure(Kind.LATER, "SMTP 451 no room");
        for (int attempt = 1; attempt <= 3; attempt++) {
            fixture.execute(SHARD, "update email_delivery_log set next_attempt_at = now()");
            Outcome outcome = sending.send(provider, work.claim(false, 50).get(0));
            assertThat(outcome.pause()).isEqualTo(Duration.ofSeconds(30L << (attempt - 1)));
            work.became(outcome);
            work.note();
            assertThat(fixture.state(person, mail)).isEqualTo("pending|" + attempt + "|SMTP 451 no room");
        }
        fixture.execute(SHARD, "update email_delivery_log set next_attempt_at = now(), give_up_at = now()");

        work.became(sending.send(provider, work.claim(false, 50).get(0)));
        work.note();

        assertThat(fixture.state(person, mail)).isEqualTo("failed|3|SMTP 451 no room");
    }

    @Test
    void aProviderThatIsAwayCostsNoAttempt() throws Exception {
        UUID mail = fixture.enqueue(person, Cause.PROMOTED);
        provider.failure = new MailFailure(Kind.UNAVAILABLE, "SMTP: refused");

        work.became(sending.send(provider, work.claim(false, 50).get(0)));
        work.note();

        assertThat(fixture.state(person, mail)).isEqualTo("pending|0|SMTP: refused");
    }

    @Test
    void anAddressThatBouncedIsNotWrittenToUntilItChanges() throws Exception {
        UUID first = fixture.enqueue(person, Cause.BOOKING_CONFIRMED);
        provider.failure = new MailFailure(Kind.BAD_ADDRESS, "SMTP 550 5.1.1 unknown");
        work.became(sending.send(provider, work.claim(false, 50).get(0)));
        work.note();
        provider.failure = null;
        assertThat(fixture.state(person, first)).isEqualTo("bounced|1|SMTP 550 5.1.1 unknown");

        UUID second = fixture.enqueue(person, Cause.BOOKING_CONFIRMED);
        work.became(sending.send(provider, work.claim(false, 50).get(0)));
        work.note();
        assertThat(fixture.state(person, second)).isEqualTo("failed|0|BOUNCED_ADDRESS");
        assertThat(provider.taken).isEmpty();

        fixture.address(person, "other-" + person + "@example.com", 2);
        anotherSends(fixture.enqueue(person, Cause.BOOKING_CONFIRMED));
        assertThat(provider.addresses).containsExactly("other-" + person + "@example.com");
    }

    @Test
    void aMailToAnAddressThatWasLeftGoesThereAndTellsNothingOfTheOtherOne() throws Exception {
        EmailRow notice = toFormer("before-" + person + "@example.com");
        fixture.enqueue(SHARD, List.of(notice));
        anotherSends(notice.id());

        assertThat(provider.addresses).containsExactly("before-" + person + "@example.com");
        assertThat(fixture.rows(SHARD, "select recipient_email = former_email from email_delivery_log"))
                .containsExactly("t");

        EmailRow bounced = toFormer("gone-" + person + "@example.com");
        fixture.enqueue(SHARD, List.of(bounced));
        provider.failure = new MailFailure(Kind.BAD_ADDRESS, "SMTP 550 5.1.1 unknown");
        assertThat(fails(bounced.id())).startsWith("bounced");
        try (Connection connection = database().getConnection()) {
            DeliveryLogTable.bounced(connection, List.of(new Report(notice.id(), MailFixture.AT, "gone", true)));
            assertThat(fixture.rows(SHARD, "select user_id from bounced_addresses"))
                    .isEmpty();
            assertThat(EmailDeliveriesTable.forget(connection, person)).isEqualTo(2);
        }
        assertThat(fixture.rows(SHARD, "select 1 from email_delivery_log where former_email is not null"))
                .isEmpty();
    }

    /** A mail goes to the address of its time, which may be the one they still have. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMailToTheAddressOfItsTimeThatBouncesTellsOfItWhileItIsTheirs(boolean atOnce) throws Exception {
        byte[] theirs = encrypted("still-" + person + "@example.com");
        fixture.execute(
                SHARD,
                "update users set email = '\\x%s' where id = '%s'"
                        .formatted(HexFormat.of().formatHex(theirs), person));
        EmailRow notice = to(Cause.PASSWORD_CHANGED, theirs);
        fixture.enqueue(SHARD, List.of(notice));
        if (atOnce) {
            provider.failure = new MailFailure(Kind.BAD_ADDRESS, "SMTP 550 5.1.1 unknown");
            assertThat(fails(notice.id())).startsWith("bounced");
        } else {
            anotherSends(notice.id());
            try (Connection connection = database().getConnection()) {
                DeliveryLogTable.bounced(connection, List.of(new Report(notice.id(), MailFixture.AT, "gone", true)));
            }
        }

        assertThat(fixture.rows(SHARD, "select user_id from bounced_addresses")).containsExactly(person.toString());
    }

    private EmailRow toFormer(String address) {
        return to(Cause.ADDRESS_LEFT, encrypted(address));
    }

    private byte[] encrypted(String address) {
        return fixture.keys
                .find(person)
                .join()
                .orElseThrow()
                .encrypt(PersonalField.EMAIL, address)
                .bytes();
    }

    private EmailRow to(Cause cause, byte[] former) {
        return new EmailRow(
                UUID.randomUUID(), person, cause.label(), cause.type().label(), Map.of(), MailFixture.AT, 0, former);
    }

    @Test
    void aProvidersReportsAreNoted() throws Exception {
        UUID one = fixture.enqueue(person, Cause.BOOKING_CONFIRMED);
        anotherSends(one);
        try (Connection connection = database().getConnection()) {
            Report arrived = new Report(one, 1_800_000_000_000_000L, null, false);
            Report unknown = new Report(UUID.randomUUID(), 1, "no", true);
            DeliveryLogTable.delivered(connection, List.of(arrived, unknown));
            DeliveryLogTable.bounced(connection, List.of(unknown));
            assertThat(DeliveryLogTable.find(connection, one).orElseThrow().deliveredAt())
                    .isEqualTo(1_800_000_000_000_000L);
            DeliveryLogTable.bounced(connection, List.of(new Report(one, 1_800_000_001_000_000L, "gone", true)));
        }

        assertThat(fixture.state(person, one)).isEqualTo("bounced|1|gone");
        assertThat(fixture.rows(SHARD, "select user_id from bounced_addresses")).containsExactly(person.toString());
    }

    @Test
    void anAdminTriesAgainWhatFailedAndNothingElse() throws Exception {
        UUID mail = fixture.enqueue(person, Cause.BOOKING_CONFIRMED);
        try (Connection connection = database().getConnection()) {
            assertThat(DeliveryLogTable.retry(connection, mail)).as("pending").isFalse();
            provider.failure = new MailFailure(Kind.BAD_ADDRESS, "SMTP 550 5.1.1 unknown");
            work.became(sending.send(provider, work.claim(false, 50).get(0)));
            work.note();
            provider.failure = null;

            assertThat(DeliveryLogTable.retry(connection, mail)).isTrue();

            anotherSends(mail);
            assertThat(provider.taken).hasSize(1);
            assertThat(DeliveryLogTable.retry(connection, mail)).as("sent").isFalse();
        }
    }

    @Test
    void whoIsForgottenIsToldNothingAndTheLogForgetsThem() throws Exception {
        UUID sent = fixture.enqueue(person, Cause.BOOKING_CONFIRMED);
        anotherSends(sent);
        UUID waiting = fixture.enqueue(person, Cause.PROMOTED);
        Claimed underWay = work.claim(false, 50).get(0);

        try (Connection connection = database().getConnection()) {
            assertThat(EmailDeliveriesTable.forgotten(connection, List.of(sent, waiting)))
                    .isEmpty();
            assertThat(EmailDeliveriesTable.forget(connection, person)).isEqualTo(2);
            assertThat(EmailDeliveriesTable.forget(connection, person)).isZero();
            assertThat(EmailDeliveriesTable.forgotten(connection, List.of(sent, UUID.randomUUID())))
                    .containsExactly(sent);
        }
        provider.failure = new MailFailure(Kind.LATER, "SMTP 451 no");
        work.became(sending.send(provider, underWay));
        work.note();

        assertThat(fixture.state(person, sent)).isEqualTo("sent|1|null");
        assertThat(fixture.state(person, waiting)).isEqualTo("failed|0|FORGOTTEN");
        assertThat(fixture.rows(SHARD, "select distinct recipient_email, variables, metadata from email_delivery_log"))
                .containsExactly("null|{}|{}");
        fixture.keys.forget(person, null).join();
        assertThat(fails(fixture.enqueue(person, Cause.PROMOTED))).isEqualTo("failed|0|FORGOTTEN");
    }

    @Test
    void whoCannotBeWrittenToIsNot() throws Exception {
        fixture.execute(SHARD, "update users set is_active = false where id = '" + person + "'");
        assertThat(fails(fixture.enqueue(person, Cause.PROMOTED))).isEqualTo("failed|0|DEACTIVATED");
        fixture.row(UserRow.forgotten(person, 4, 1, 2));
        assertThat(fails(fixture.enqueue(person, Cause.PROMOTED))).isEqualTo("failed|0|FORGOTTEN");
        UUID pointless = fixture.enqueue(fixture.person(SHARD), Cause.PASSWORD_RESET);
        work.became(sending(row -> null).send(provider, work.claim(false, 50).get(0)));
        work.note();
        assertThat(fixture.state(person, pointless)).isEqualTo("failed|0|POINTLESS");
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"PROMOTED", "PROMOTION_ENDING", "HOLD_ENDING"})
    void whatAsksForSomethingThatIsOverIsNotSentAndTheLogSaysSo(Cause cause) throws Exception {
        EmailRow inTime = ending(cause);
        fixture.enqueue(SHARD, List.of(inTime));
        fixture.now = MailFixture.AT + 60_000_000 - 1;
        assertThat(fails(inTime.id())).startsWith("sent|1");

        EmailRow late = ending(cause);
        fixture.enqueue(SHARD, List.of(late));
        fixture.now = MailFixture.AT + 60_000_000;
        assertThat(fails(late.id())).isEqualTo("failed|0|TOO_LATE");
        assertThat(provider.taken).hasSize(1);
    }

    @Test
    void thatAPromotionIsOverIsSaidAfterwards() throws Exception {
        EmailRow over = ending(Cause.PROMOTION_EXPIRED);
        fixture.enqueue(SHARD, List.of(over));
        fixture.now = MailFixture.AT + 90_000_000;

        assertThat(fails(over.id())).startsWith("sent|1");
    }

    /** A minute after {@link MailFixture#AT}. */
    private EmailRow ending(Cause cause) {
        String end = Micros.toInstant(MailFixture.AT + 60_000_000).toString();
        return new EmailRow(
                UUID.randomUUID(),
                person,
                cause.label(),
                cause.type().label(),
                Map.of("eventName", "Gala", "expiresAt", end),
                MailFixture.AT);
    }

    @Test
    void whoIsNotInTheTablesYetIsWaitedFor() throws Exception {
        UUID stranger;
        do {
            stranger = UUID.randomUUID();
        } while (Shards.shardOf(stranger) != SHARD);
        assertThat(fails(fixture.enqueue(stranger, Cause.WELCOME))).isEqualTo("pending|1|UNKNOWN_USER");
    }

    private String fails(UUID mail) throws SQLException {
        work.became(sending.send(provider, work.claim(false, 50).get(0)));
        work.note();
        return fixture.state(person, mail);
    }

    /** Connections that fail where {@code fault} says. */
    private static DataSource faulty(AtomicReference<String> fault) {
        return (DataSource) proxy(DataSource.class, (method, call) -> {
            if (fault.get().equals("connect")) {
                throw new SQLException("gone");
            }
            Object connection = call.run(database());
            return method.equals("getConnection")
                    ? proxy(Connection.class, (inner, on) -> {
                        boolean isCommit = inner.equals("commit");
                        if (isCommit && fault.get().equals("before commit")) {
                            throw new SQLException("gone");
                        }
                        Object result = on.run(connection);
                        if (isCommit && fault.get().equals("after commit")) {
                            throw new SQLException("gone");
                        }
                        return result;
                    })
                    : connection;
        });
    }

    private interface Call {
        Object run(Object target) throws Throwable;
    }

    private interface Around {
        Object invoke(String method, Call call) throws Throwable;
    }

    private static Object proxy(Class<?> type, Around around) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> around.invoke(method.getName(), target -> {
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
