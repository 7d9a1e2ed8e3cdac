package io.evently.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import io.evently.crypto.BlindIndex;
import io.evently.crypto.MasterKey;
import io.evently.crypto.Passwords;
import io.evently.crypto.ServiceKeys;
import io.evently.crypto.UserKeys;
import io.evently.database.Shards;
import io.evently.event.actor.TestNode;
import io.evently.time.NodeClock;
import io.evently.user.account.Person;
import io.evently.user.account.Registration;
import io.evently.user.account.Registration.Applicant;
import io.evently.user.account.Users;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ring 2: one mailbox is one user, also for those who registered when spellings counted. */
class AddressSpellingsTest {

    private static final String PASSWORD = "correct horse battery staple";

    @TempDir
    private static Path folder;

    private static TestNode node;
    private static Shards shards;
    private static ServiceKeys serviceKeys;
    private static Users users;
    private static Registration registration;

    @BeforeAll
    static void start() {
        List<String> databases = TestNode.databases("spellings");
        shards = Shards.open(databases, Shards.PoolSizes.DEFAULT);
        node = TestNode.start(databases);
        serviceKeys = ServiceKeys.start(node.system(), shards, MasterKey.keptIn(folder));
        NodeClock clock = NodeClock.system(node.metrics());
        users = Users.start(node.system(), shards, serviceKeys, clock, node.metrics());
        registration = new Registration(
                new UserActors(node.system()),
                new UserKeys(shards, serviceKeys.masterKey(), shard -> Runnable::run),
                () -> clock.read().wall());
    }

    @AfterAll
    static void stop() {
        node.close();
        shards.close();
    }

    @Test
    void aDomainInUnicodeAndInAsciiIsOneAddress() {
        Person jan = now(users.register(address("jan@müller.example"), "Jan", PASSWORD, Role.USER));

        assertTaken("jan@xn--mller-kva.example");
        for (String spelling : List.of("jan@müller.example", "Jan@MÜLLER.example", "jan@XN--mller-kva.example")) {
            assertThat(now(logIn(address(spelling), PASSWORD)).userId())
                    .as(spelling)
                    .isEqualTo(jan.id());
            assertThat(now(users.find(address(spelling)))).as(spelling).contains(jan);
        }
    }

    /** Up to version 0.1.0 the claim was for the domain as it was typed. */
    @Test
    void whoRegisteredBeforeIsFoundInEverySpelling() {
        UUID before = registeredBefore("old@bücher.example");

        assertTaken("old@xn--bcher-kva.example");
        for (String spelling : List.of("old@bücher.example", "old@xn--bcher-kva.example")) {
            assertThat(now(logIn(address(spelling), PASSWORD)).userId())
                    .as(spelling)
                    .isEqualTo(before);
        }
    }

    /** Where one mailbox became two users, each spelling goes on to be its own. */
    @Test
    void whoRegisteredTwiceBeforeKeepsBoth() {
        UUID unicode = registeredBefore("two@köln.example");
        UUID ascii = registeredBefore("two@xn--kln-sna.example");

        assertThat(now(logIn(address("two@köln.example"), PASSWORD)).userId()).isEqualTo(unicode);
        assertThat(now(logIn(address("two@xn--kln-sna.example"), PASSWORD)).userId())
                .isEqualTo(ascii);
    }

    private static UUID registeredBefore(String lowerCase) {
        UUID id = UUID.randomUUID();
        String hash = Eventually.answer(new Passwords(Runnable::run).hash(PASSWORD));
        BlindIndex index = serviceKeys.blindIndexOf(lowerCase);
        now(registration.run(new Applicant(id, address(lowerCase), index, "Before", hash, Role.USER)));
        return id;
    }

    private static void assertTaken(String spelling) {
        assertThatThrownBy(() -> now(users.register(address(spelling), "Another", PASSWORD, Role.USER)))
                .hasCauseInstanceOf(UserRefused.class)
                .hasMessageContaining("EMAIL_TAKEN");
    }

    private static CompletableFuture<Identity> logIn(EmailAddress email, String password) {
        return users.login(email, password, InetAddress.getLoopbackAddress());
    }

    private static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    private static <T> T now(CompletableFuture<T> answer) {
        return Eventually.answer(answer);
    }
}
