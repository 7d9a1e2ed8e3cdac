package io.evently.user.link;

import static io.evently.user.link.UsersWithTables.PASSWORD;
import static io.evently.user.link.UsersWithTables.address;
import static io.evently.user.link.UsersWithTables.now;
import static io.evently.user.link.UsersWithTables.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.event.Origin;
import io.evently.message.Cause;
import io.evently.tables.message.EmailRow;
import io.evently.user.Account;
import io.evently.user.ClaimCommand;
import io.evently.user.EmailAddress;
import io.evently.user.Role;
import io.evently.user.UserCommand.ChangeAddress;
import io.evently.user.UserRejection;
import io.evently.user.account.Person;
import io.evently.user.actor.UserReply;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rings 2 and 3: links from mails, on real databases, and after a restart. */
class AccountLinksTest {

    private static final String SITE = "https://tickets.example.org";

    private static final String LINKS = "select id, used_at is null from account_links where user_id = '%s'";

    @TempDir
    private static Path folder;

    private static UsersWithTables all;

    @BeforeAll
    static void start() {
        all = new UsersWithTables("account_links", folder, "");
    }

    @AfterAll
    static void stop() {
        all.close();
    }

    // ---- an address is proved ----

    @Test
    void theLinkOfTheMailProvesTheAddressOnWhateverNode() {
        Person ada = all.register("ada@example.org");
        assertThat(ada.emailVerified()).isFalse();
        String link = linkOf(ada, Cause.WELCOME);
        assertThat(link).startsWith(SITE + "/verify-address#");

        all.restart();

        assertThat(now(all.users.proofs().prove(token(link), Origin.UNKNOWN))).isEqualTo(ada.id());
        assertThat(now(all.users.get(ada.id())).emailVerified()).isTrue();
        assertThat(now(all.users.proofs().prove(token(link), Origin.UNKNOWN)))
                .as("again")
                .isEqualTo(ada.id());
        assertThat(linkOf(ada, Cause.WELCOME))
                .as("nothing is to be proved any more")
                .isNull();
    }

    @Test
    void aLinkHoldsForSevenDays() {
        Person bea = all.register("bea@example.org");
        String token = token(linkOf(bea, Cause.WELCOME));

        all.wall.push(Duration.ofDays(7));

        assertThat(refusal(all.users.proofs().prove(token, Origin.UNKNOWN))).isEqualTo(UserRejection.INVALID_LINK);
        assertThat(now(all.users.get(bea.id())).emailVerified()).isFalse();
    }

    @Test
    void afterAChangeOfAddressTheLinkOfBeforeProvesNothing() {
        Person cleo = all.register("cleo@example.org");
        String before = token(linkOf(cleo, Cause.WELCOME));

        Person moved = now(all.users.changeAddress(cleo.id(), address("cleo@example.com"), Origin.UNKNOWN));

        assertThat(moved.email()).isEqualTo("cleo@example.com");
        assertThat(moved.emailVerified()).isFalse();
        assertThat(refusal(all.users.proofs().prove(before, Origin.UNKNOWN))).isEqualTo(UserRejection.INVALID_LINK);
        assertThat(linkOf(cleo, Cause.WELCOME))
                .as("a mail about the old address goes nowhere")
                .isNull();
        String after = token(linkOf(moved, Cause.ADDRESS_CHANGED));
        now(all.users.proofs().prove(after, Origin.UNKNOWN));
        assertThat(now(all.users.get(cleo.id())).emailVerified()).isTrue();
    }

    @Test
    void aLinkThatWasAskedForIsAboutTheAddressOfThen() throws SQLException {
        Person dina = all.register("dina@example.org");
        now(all.users.proofs().sendAgain(dina.id()));
        UUID mail = UUID.fromString(all.rows(dina.id(), "select id from account_links where user_id = '%s'")
                .get(0));
        now(all.users.changeAddress(dina.id(), address("dina@example.com"), Origin.UNKNOWN));

        assertThat(links().link(mail(mail, dina.id(), Cause.WELCOME, Long.MAX_VALUE)))
                .as("whatever the clocks say")
                .isNull();
    }

    @Test
    void aLinkIsSentAgainThreeTimesAnHour() throws SQLException {
        Person dora = all.register("dora@example.org");

        for (int i = 0; i < 3; i++) {
            now(all.users.proofs().sendAgain(dora.id()));
        }

        assertThat(refusal(all.users.proofs().sendAgain(dora.id()))).isEqualTo(UserRejection.TOO_MANY_MAILS);
        assertThat(all.rows(dora.id(), "select cause, template_type from email_delivery_log where user_id = '%s'"))
                .containsExactly("welcome|welcome", "welcome|welcome", "welcome|welcome");
        all.change(
                dora.id(), "update account_links set created_at = created_at - interval '1 hour' where user_id = '%s'");
        now(all.users.proofs().sendAgain(dora.id()));
    }

    // ---- another address ----

    @Test
    void whoHasAnotherAddressLogsInWithItAndTheOldOneIsFree() {
        Person emma = all.register("emma@example.org");

        now(all.users.changeAddress(emma.id(), address("emma@example.com"), Origin.UNKNOWN));

        assertThat(now(all.logIn("emma@example.com", PASSWORD)).userId()).isEqualTo(emma.id());
        assertThat(refusal(all.logIn("emma@example.org", PASSWORD))).isEqualTo(UserRejection.INVALID_CREDENTIALS);
        Person next = all.register("emma@example.org");
        assertThat(next.id()).isNotEqualTo(emma.id());
        assertThat(refusal(all.users.changeAddress(emma.id(), address("emma@example.org"), Origin.UNKNOWN)))
                .isEqualTo(UserRejection.EMAIL_TAKEN);
        Eventually.await(() -> all.rows(
                        emma.id(), "select unproved_since > created_at from users where id = '%s' and version = 2")
                .equals(List.of("t")));
    }

    @Test
    void anotherSpellingIsTheSameAddress() {
        Person flo = all.register("flo@example.org");
        now(all.users.proofs().prove(token(linkOf(flo, Cause.WELCOME)), Origin.UNKNOWN));

        Person spelled = now(all.users.changeAddress(flo.id(), address("Flo@Example.org"), Origin.UNKNOWN));

        assertThat(spelled.email()).isEqualTo("Flo@Example.org");
        assertThat(spelled.emailVerified()).isTrue();
    }

    @Test
    void of20WhoWantOneAddressAtOnceExactlyOneGetsIt() {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            people.add(all.register("racer" + i + "@example.org"));
        }
        List<CompletableFuture<Person>> asked = new ArrayList<>();
        for (Person each : people) {
            asked.add(all.users.changeAddress(each.id(), address("wanted@example.org"), Origin.UNKNOWN));
        }

        long winners = asked.stream()
                .filter(each -> {
                    try {
                        now(each);
                        return true;
                    } catch (CompletionException refused) {
                        return false;
                    }
                })
                .count();

        assertThat(winners).isLessThanOrEqualTo(1);
        Person taker = now(all.users.find(address("wanted@example.org"))).orElseGet(() -> {
            // Each made another too late; then the next who asks gets it.
            return all.register("wanted@example.org");
        });
        assertThat(now(all.logIn("wanted@example.org", PASSWORD)).userId()).isEqualTo(taker.id());
    }

    @Test
    void aChangeThatBrokeOffKeepsNobodyFromTheAddress() {
        Person gina = all.register("gina@example.org");
        EmailAddress wanted = address("gina@example.com");
        BlindIndex index = all.serviceKeys.blindIndexOf(wanted.normalised());
        Account looked = accountOf(gina.id());
        now(all.actors.ask(index, new ClaimCommand.Claim(gina.id(), null, looked.createdAt(), true)));

        assertThat(refusal(all.logIn("gina@example.com", PASSWORD)))
                .as("a claim is no address")
                .isEqualTo(UserRejection.INVALID_CREDENTIALS);
        Person other = all.register("gina@example.com");

        ChangeAddress late = new ChangeAddress(new Ciphertext(new byte[] {1}), index, looked.version(), 5);
        assertThat(now(all.actors.ask(gina.id(), late)))
                .isEqualTo(new UserReply.Refused(UserRejection.CHANGED_MEANWHILE));
        assertThat(now(all.users.find(wanted))).contains(other);
        assertThat(now(all.users.find(address("gina@example.org")))
                        .orElseThrow()
                        .id())
                .isEqualTo(gina.id());
    }

    // ---- a forgotten password ----

    @Test
    void aForgottenPasswordBecomesAnotherOneOnce() throws SQLException {
        Person hana = all.register("hana@example.org");
        String token = resetTokenOf(hana);
        long epoch = accountOf(hana.id()).epoch();
        UUID elsewhere = UUID.randomUUID();
        for (int i = 0; i < 6; i++) {
            refusal(all.logIn("hana@example.org", "a wrong password"));
        }
        assertThat(refusal(all.logIn("hana@example.org", PASSWORD))).isEqualTo(UserRejection.TOO_MANY_FAILURES);

        all.restart();
        assertThat(now(all.users.resets().confirm(token, "another horse battery", Origin.UNKNOWN)))
                .isEqualTo(hana.id());

        assertThat(now(all.logIn("hana@example.org", "another horse battery")).userId())
                .as("and nobody has to wait")
                .isEqualTo(hana.id());
        assertThat(refusal(all.logIn("hana@example.org", PASSWORD))).isEqualTo(UserRejection.INVALID_CREDENTIALS);
        assertThat(all.users.sessions().marks().refuses(hana.id(), elsewhere, epoch, -1))
                .as("sessions elsewhere have ended")
                .isTrue();
        assertThat(now(all.users.get(hana.id())).emailVerified()).isTrue();
        assertThat(refusal(all.users.resets().confirm(token, "a third horse battery", Origin.UNKNOWN)))
                .isEqualTo(UserRejection.INVALID_LINK);
    }

    @Test
    void ofTwoWhoUseALinkAtOnceOneDoes() throws SQLException {
        Person ida = all.register("ida@example.org");
        String token = resetTokenOf(ida);

        var one = all.users.resets().confirm(token, "the first battery", Origin.UNKNOWN);
        var other = all.users.resets().confirm(token, "the second battery", Origin.UNKNOWN);
        boolean first = now(one.handle((user, failure) -> failure == null));
        boolean second = now(other.handle((user, failure) -> failure == null));

        assertThat(first ^ second).isTrue();
        assertThat(now(all.logIn("ida@example.org", first ? "the first battery" : "the second battery"))
                        .userId())
                .isEqualTo(ida.id());
    }

    @Test
    void ofSeveralLinksTheFirstThatIsUsedEndsTheOthers() throws SQLException {
        Person jo = all.register("jo@example.org");
        String first = resetTokenOf(jo);
        String second = resetTokenOf(jo);

        now(all.users.resets().confirm(second, "another horse battery", Origin.UNKNOWN));

        assertThat(refusal(all.users.resets().confirm(first, "a third horse battery", Origin.UNKNOWN)))
                .isEqualTo(UserRejection.INVALID_LINK);
    }

    @Test
    void aLinkIsOverAfterHalfAnHour() throws SQLException {
        Person kim = all.register("kim@example.org");
        String token = resetTokenOf(kim);
        assertThat(
                        all.rows(
                                kim.id(),
                                "select expires_at - created_at = interval '30 minutes' from account_links where user_id = '%s'"))
                .containsExactly("t");
        all.change(kim.id(), "update account_links set expires_at = now() where user_id = '%s'");

        assertThat(refusal(all.users.resets().confirm(token, "another horse battery", Origin.UNKNOWN)))
                .isEqualTo(UserRejection.INVALID_LINK);
        assertThat(new AccountLinks(all.users, URI.create(SITE), () -> Long.MAX_VALUE)
                        .link(mail(UUID.randomUUID(), kim.id(), Cause.PASSWORD_RESET, 0)))
                .as("and is not sent any more")
                .isNull();
    }

    @Test
    void threeLinksAnHourAreSentAndNobodyIsToldOfMore() throws SQLException {
        Person lea = all.register("lea@example.org");
        for (int i = 1; i <= 3; i++) {
            resetTokenOf(lea);
        }

        now(all.users.resets().ask(address("lea@example.org")));

        Person mia = all.register("mia@example.org");
        resetTokenOf(mia);
        assertThat(all.rows(lea.id(), LINKS)).hasSize(3);
        assertThat(all.rows(lea.id(), "select id from email_delivery_log where user_id = '%s'"))
                .hasSize(3);
    }

    @Test
    void whoIsDeactivatedForgottenOrUnknownIsSentNothingAndTheAnswerIsTheSame() throws SQLException {
        Person nina = all.register("nina@example.org");
        Person olga = all.register("olga@example.org");
        now(all.users.changeAccess(nina.id(), null, false, UUID.randomUUID()));
        now(all.users.forget(olga.id(), olga.id(), Origin.UNKNOWN));

        for (String email : List.of("nina@example.org", "olga@example.org", "nobody@example.org")) {
            assertThat(now(all.users.resets().ask(address(email)))).isNull();
        }

        resetTokenOf(all.register("later@example.org"));
        assertThat(all.rows(nina.id(), LINKS)).isEmpty();
        assertThat(all.rows(olga.id(), LINKS)).isEmpty();
    }

    @Test
    void noLinkGoesToAnAddressThatIsNewSinceLessThanADay() throws SQLException {
        Person pia = all.register("pia@example.org");
        now(all.users.changeAddress(pia.id(), address("pia@example.com"), Origin.UNKNOWN));

        now(all.users.resets().ask(address("pia@example.com")));
        resetTokenOf(all.register("after-pia@example.org"));
        assertThat(all.rows(pia.id(), LINKS)).isEmpty();

        all.wall.push(Duration.ofDays(1));
        resetTokenOf(now(all.users.get(pia.id())));
    }

    @Test
    void whoIsForgottenLeavesNoLink() throws SQLException {
        Person rosa = all.register("rosa@example.org");
        String token = resetTokenOf(rosa);

        now(all.users.forget(rosa.id(), rosa.id(), Origin.UNKNOWN));

        Eventually.await(() -> all.rows(rosa.id(), LINKS).isEmpty());
        assertThat(refusal(all.users.resets().confirm(token, "another horse battery", Origin.UNKNOWN)))
                .isEqualTo(UserRejection.INVALID_LINK);
    }

    @Test
    void theFirstAdminIsProved() {
        Person root = now(all.users.register(address("root@example.org"), "Root", PASSWORD, Role.ADMIN));

        assertThat(root.emailVerified()).isTrue();
    }

    // ---- the words of these tests ----

    /** What the mail about the address they have now says. */
    private static String linkOf(Person person, Cause cause) {
        return links().link(mail(UUID.randomUUID(), person.id(), cause, person.updatedAt()));
    }

    /** Asks for a reset, and reads the mail that it brings. */
    private static String resetTokenOf(Person person) throws SQLException {
        int before = all.rows(person.id(), LINKS).size();
        now(all.users.resets().ask(address(person.email())));
        Eventually.await(() -> all.rows(person.id(), LINKS).size() > before);
        List<String> mails = all.rows(
                person.id(),
                "select id, cause from email_delivery_log where user_id = '%s' order by created_at desc, id desc");
        String[] mail = mails.get(0).split("\\|");
        assertThat(mail[1]).isEqualTo("password_reset");
        String link =
                links().link(mail(UUID.fromString(mail[0]), person.id(), Cause.PASSWORD_RESET, person.createdAt()));
        assertThat(link).startsWith(SITE + "/reset-password#");
        return token(link);
    }

    private static AccountLinks links() {
        return new AccountLinks(all.users, URI.create(SITE), () -> 0);
    }

    private static EmailRow mail(UUID id, UUID user, Cause cause, long at) {
        return new EmailRow(id, user, cause.label(), cause.type().label(), Map.of(), at);
    }

    private static String token(String link) {
        return link.substring(link.indexOf('#') + 1);
    }

    private static Account accountOf(UUID user) {
        return now(now(all.actors.look(user)).existing());
    }
}
