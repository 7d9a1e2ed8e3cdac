package io.evently.user.account;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import io.evently.crypto.BlindIndex;
import io.evently.crypto.CommonPasswords;
import io.evently.crypto.Passwords;
import io.evently.crypto.PersonalField;
import io.evently.crypto.ServiceKeys;
import io.evently.crypto.UserKey;
import io.evently.crypto.UserKeys;
import io.evently.database.BoundedThreads;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.event.Origin;
import io.evently.idempotency.Keys;
import io.evently.time.NodeClock;
import io.evently.user.Account;
import io.evently.user.AccountStatus;
import io.evently.user.ClaimCommand;
import io.evently.user.EmailAddress;
import io.evently.user.Identity;
import io.evently.user.Role;
import io.evently.user.UserCommand.Rename;
import io.evently.user.UserRejection;
import io.evently.user.account.Registration.Applicant;
import io.evently.user.actor.BoundedRequests;
import io.evently.user.actor.EmailLookup;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import io.evently.user.actor.UserReply;
import io.evently.user.proof.AccountTokens;
import io.evently.user.proof.AddressProofs;
import io.evently.user.proof.LinkMails;
import io.evently.user.proof.PasswordResets;
import io.evently.user.session.Login;
import io.evently.user.session.LoginGuard;
import io.evently.user.session.RefusalTiming;
import io.evently.user.session.SessionMarks;
import io.evently.user.session.UserSessions;
import io.evently.user.session.UserSettings;
import io.evently.worker.ShardWorker;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The door to everything about users. What it returns fails with {@link UserRefused} and a named {@link UserRejection},
 * and never takes longer than {@link UserSettings#answerTimeout}. Thread-safe.
 */
public final class Users {

    /** Rows of log-ins expire after an hour at the earliest. */
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);

    private final UserActors actors;
    private final EmailLookup addresses;
    private final Login login;
    private final RefusalTiming refusals;
    private final UserKeys keys;
    private final Passwords passwords;
    private final Registration registration;
    private final NodeClock clock;
    private final BoundedRequests waiting;
    private final BoundedRequests waitingForPasswords;
    private final KeyedRegistration keyed;
    private final UserSessions sessions;
    private final Admins admins;
    private final AccessChanges accessChanges;
    private final Forgetting forgetting;
    private final AddressChanges addressChanges;
    private final AddressProofs proofs;
    private final PasswordResets resets;
    private final TimeBasedEpochRandomGenerator ids = Generators.timeBasedEpochRandomGenerator();
    private volatile String setAside = "";

    public Users(
            ActorSystem<?> system,
            UserSettings settings,
            Shards shards,
            UserKeys keys,
            ServiceKeys serviceKeys,
            Passwords passwords,
            LoginGuard guard,
            NodeClock clock,
            MeterRegistry metrics) {
        this.keys = keys;
        this.clock = clock;
        this.actors = new UserActors(system);
        this.keyed = new KeyedRegistration(
                Keys.start(system, shards, serviceKeys, Keys.partOf(settings.answerTimeout()), "registration-keys"),
                id -> actors.look(id).thenApply(UserReply.IsForgotten.class::isInstance));
        this.addresses = new EmailLookup(actors, serviceKeys);
        this.registration = new Registration(actors, keys, this::now);
        this.passwords = passwords;
        this.waiting = new BoundedRequests(settings.maxWaiting(), settings.answerTimeout());
        int places = settings.passwordThreads() + settings.maxWaitingPasswords();
        this.waitingForPasswords =
                new BoundedRequests(places, settings.logIn().limited() ? places / 2 : 0, settings.answerTimeout());
        this.login = new Login(addresses, passwords, guard, waiting, waitingForPasswords, metrics);
        this.refusals =
                new RefusalTiming(settings.logIn().refusalStep(), System::nanoTime, (delay, work) -> system.scheduler()
                        .scheduleOnce(delay, work, system.executionContext()));
        SessionMarks marks = SessionMarks.start(system, shards, clock, settings, metrics);
        this.sessions = new UserSessions(actors, passwords, guard, marks, waiting, waitingForPasswords, this::now);
        BoundedThreads forAdmins = new BoundedThreads("admins", 1, settings.maxWaiting());
        system.getWhenTerminated().thenRun(forAdmins::close);
        this.admins = new Admins(shards, actors, this::now, forAdmins);
        this.accessChanges = new AccessChanges(actors, admins, marks, this::now);
        this.forgetting =
                new Forgetting(actors, admins, accessChanges, keys, marks, new KnownIds(shards, forAdmins), this::now);
        this.addressChanges =
                new AddressChanges(actors, addresses, new AddressClaims(actors, keys, this::now), this::now);
        DatabaseThreads forLinks = new DatabaseThreads("account-links", 1, settings.maxWaiting());
        system.getWhenTerminated().thenRun(forLinks::close);
        AccountTokens tokens = new AccountTokens(serviceKeys::digestOfLink);
        LinkMails mails = new LinkMails(shards, forLinks, this::now);
        this.proofs = new AddressProofs(actors, keys, tokens, mails, waiting, this::now);
        this.resets = new PasswordResets(
                actors, addresses, tokens, mails, passwords, sessions, waiting, waitingForPasswords, this::now);
    }

    /**
     * Starts the users' part of this node. Blocks while it tries the master key on the keys there are.
     *
     * @throws io.evently.database.StartupRefused if it does not open them
     */
    public static Users start(
            ActorSystem<?> system, Shards shards, ServiceKeys serviceKeys, NodeClock clock, MeterRegistry metrics) {
        UserSettings settings = UserSettings.from(system.settings().config().getConfig("evently.users"));
        DatabaseThreads keyThreads = new DatabaseThreads("keys", 1, settings.maxWaiting());
        system.getWhenTerminated().thenRun(keyThreads::close);
        UserKeys keys = new UserKeys(shards, serviceKeys.masterKey(), keyThreads);
        keys.masterKeyMustFit();
        BoundedThreads passwordThreads =
                new BoundedThreads("passwords", settings.passwordThreads(), settings.maxWaitingPasswords());
        system.getWhenTerminated().thenRun(passwordThreads::close);
        passwordThreads.execute(CommonPasswords::load);
        LoginGuard guard = new LoginGuard(settings.logIn(), shards, serviceKeys, keyThreads);
        system.scheduler().scheduleWithFixedDelay(SWEEP_EVERY, SWEEP_EVERY, guard::sweep, system.executionContext());
        DatabaseThreads indexThreads = new DatabaseThreads("email-index", 1, 2);
        system.getWhenTerminated().thenRun(indexThreads::close);
        UserActors actors = new UserActors(system);
        ShardWorker.start(
                system,
                "email-index",
                indexThreads,
                shard -> new EmailIndexChange(
                        shard,
                        shards,
                        actors,
                        keys,
                        serviceKeys,
                        () -> clock.read().wall(),
                        indexThreads.apply(shard)));
        return new Users(
                system, settings, shards, keys, serviceKeys, new Passwords(passwordThreads), guard, clock, metrics);
    }

    /** Log-out, everywhere and here, and change of password. */
    public UserSessions sessions() {
        return sessions;
    }

    /** Whether an address is whose who gave it. */
    public AddressProofs proofs() {
        return proofs;
    }

    /** Another password for who forgot theirs. */
    public PasswordResets resets() {
        return resets;
    }

    /** Keeps an address for {@link FirstAdmin}: nobody else registers with it. */
    void setAside(EmailAddress email) {
        setAside = email.normalised();
    }

    /** Whether it is kept for the first admin. */
    public boolean isSetAside(EmailAddress email) {
        return email.normalised().equals(setAside);
    }

    /** Who was made an admin, or found to be one, counts as one. Fails with {@code UNKNOWN}. */
    public CompletableFuture<Void> countAdmin(Person admin) {
        return waiting.toChange(() -> admins.count(admin.id(), admin.version()));
    }

    /** Whether somebody can administer. Fails with {@code BUSY}. */
    CompletableFuture<Boolean> hasAdmin() {
        return waiting.toRead(admins::any);
    }

    /**
     * @param name 1 to 255 characters
     * @param password {@link Passwords#isAcceptable acceptable}
     * @return fails with {@code EMAIL_TAKEN}, {@code BUSY} (nothing happened) or {@code UNKNOWN}
     */
    public CompletableFuture<Person> register(EmailAddress email, String name, String password, Role role) {
        return register(ids.generate(), email, name, password, role, Origin.SYSTEM);
    }

    /**
     * The same as a user, once for each idempotency key.
     *
     * @param key empty: the client sent none
     * @param origin whose wish it is
     * @return fails with {@code KEY_REUSED}, too
     */
    public CompletableFuture<Registered> register(
            EmailAddress email, String name, String password, Optional<String> key, Origin origin) {
        UUID freshId = ids.generate();
        return key.map(sent -> keyed.run(
                        email,
                        addresses.indexOf(email),
                        name,
                        password,
                        sent,
                        freshId,
                        id -> register(id, email, name, password, Role.USER, origin)))
                .orElseGet(() -> register(freshId, email, name, password, Role.USER, origin)
                        .thenApply(person -> new Registered(person, false)));
    }

    /** Under an id that was chosen before: repeated, it is the same person. */
    private CompletableFuture<Person> register(
            UUID id, EmailAddress email, String name, String password, Role role, Origin origin) {
        // A password is worth hashing only for an address that is free: hashing is what there is least of.
        return waiting.toChange(() -> addresses
                .mustBeFree(email, id)
                .thenCompose(free -> waitingForPasswords.toChange(() -> passwords
                        .hash(password)
                        .toCompletableFuture()
                        .thenCompose(hash -> registration.run(
                                new Applicant(id, email, addresses.indexesOf(email), name, hash, role, origin)))
                        .thenCompose(this::reveal))));
    }

    /**
     * Who has this address and password. Whether the address or the password is wrong is told neither by the answer nor by
     * its time.
     *
     * @param from the client's address, as far as it is known
     * @return fails with {@code INVALID_CREDENTIALS}, {@code TOO_MANY_FAILURES} or {@code BUSY}
     */
    public CompletableFuture<Identity> login(EmailAddress email, String password, InetAddress from) {
        return refusals.hold(System.nanoTime(), login.run(email, password, from));
    }

    /** @return fails with {@code NOT_FOUND}, {@code DEACTIVATED}, {@code FORGOTTEN} or {@code BUSY} */
    public CompletableFuture<Person> get(UUID userId) {
        return waiting.toRead(() -> actors.look(userId)
                .thenCompose(UserReply::themselves)
                .thenCompose(
                        account -> account.active() ? reveal(account) : UserRefused.by(UserRejection.DEACTIVATED)));
    }

    /** Of Evently's own. */
    public CompletableFuture<Person> rename(UUID userId, String name) {
        return rename(userId, name, Origin.SYSTEM);
    }

    /**
     * The same, and by what the rest that is held about them is found.
     *
     * @return empty: they never registered here; fails with {@code DEACTIVATED}, {@code FORGOTTEN} or {@code BUSY}
     */
    public CompletableFuture<Optional<PersonalAccount>> personalAccount(UUID userId) {
        return waiting.toRead(() -> actors.look(userId).thenCompose(reply -> {
            if (reply instanceof UserReply.IsNot) {
                return CompletableFuture.completedFuture(Optional.<PersonalAccount>empty());
            }
            return reply.themselves()
                    .thenCompose(account -> account.active()
                            ? reveal(account)
                                    .thenApply(person -> Optional.of(new PersonalAccount(person, account.emailIndex())))
                            : UserRefused.<Optional<PersonalAccount>>by(UserRejection.DEACTIVATED));
        }));
    }

    /**
     * @param name 1 to 255 characters
     * @param origin whose wish it is
     * @return fails with {@code NOT_FOUND}, {@code DEACTIVATED}, {@code BUSY} or {@code UNKNOWN}
     */
    public CompletableFuture<Person> rename(UUID userId, String name, Origin origin) {
        return waiting.toChange(() -> keyOf(userId)
                .thenCompose(
                        key -> actors.ask(userId, new Rename(key.encrypt(PersonalField.NAME, name), now()), origin))
                .thenCompose(UserReply::existing)
                .thenCompose(this::reveal));
    }

    /**
     * Another address, which is to be proved then; or another spelling of the same one.
     *
     * @param origin whose wish it is
     * @return fails with {@code EMAIL_TAKEN}, {@code NOT_FOUND}, {@code DEACTIVATED}, {@code BUSY} or {@code UNKNOWN}
     */
    public CompletableFuture<Person> changeAddress(UUID userId, EmailAddress email, Origin origin) {
        return waiting.toChange(() -> actors.look(userId)
                .thenCompose(UserReply::themselves)
                .thenCompose(account -> account.active()
                        ? keyOf(userId)
                                .thenCompose(
                                        key -> addressChanges.change(account, key, email, !isSetAside(email), origin))
                        : UserRefused.<Account>by(UserRejection.DEACTIVATED))
                .thenCompose(this::reveal));
    }

    /** @return empty if nobody has this address; fails with {@code BUSY} */
    public CompletableFuture<Optional<Person>> find(EmailAddress email) {
        return waiting.toRead(() -> addresses
                .find(email)
                .thenCompose(reply -> reply instanceof UserReply.Is is
                        ? reveal(is.account()).thenApply(Optional::of)
                        : CompletableFuture.completedFuture(Optional.empty())));
    }

    /** Of Evently's own. */
    public CompletableFuture<Person> changeAccess(UUID userId, Role role, Boolean active, UUID by) {
        return changeAccess(userId, role, active, by, Origin.SYSTEM);
    }

    /**
     * @param role null to leave it
     * @param active null to leave it
     * @param by the admin who does it
     * @param origin whose wish it is
     * @return fails with {@code NOT_FOUND}, {@code LAST_ADMIN}, {@code FORBIDDEN} or {@code DEACTIVATED} (whoever does it is
     *     no admin any more), {@code BUSY} or {@code UNKNOWN}
     */
    public CompletableFuture<Person> changeAccess(UUID userId, Role role, Boolean active, UUID by, Origin origin) {
        return waiting.toChange(
                () -> accessChanges.change(userId, role, active, by, origin).thenCompose(this::reveal));
    }

    /**
     * Forgets a person: their key is thrown away, no token of theirs is taken any more; what else shows or holds something
     * of them ends within minutes ({@code io.evently.erasure}). Repeated, it is done again from where it broke off.
     *
     * @param by who asks: they themselves, also if they never registered here, or an admin
     * @param origin whose wish it is
     * @return fails with {@code NOT_FOUND} (an admin asks for an id of which nothing is known), {@code LAST_ADMIN}, {@code
     *     FORBIDDEN}, {@code DEACTIVATED} or {@code FORGOTTEN} (the admin is none any more), {@code BUSY} or {@code UNKNOWN}
     */
    public CompletableFuture<Void> forget(UUID userId, UUID by, Origin origin) {
        return waiting.toChange(() -> forgetting.forget(userId, by, origin));
    }

    /**
     * Forgets once more somebody whom a restored database still knows. Nobody is asked for a right: it was forgotten with
     * one before. Fails with {@code BUSY} or {@code UNKNOWN}.
     *
     * @param by who asked then; null: not known
     */
    public CompletableFuture<Void> forgetAgain(UUID userId, UUID by) {
        return waiting.toChange(() -> forgetting.again(userId, by));
    }

    /**
     * Forgets somebody who has had their address for long and never proved any. Fails with {@code BUSY} or {@code UNKNOWN}.
     *
     * @param since who came to it later stays, microseconds
     * @return false if they stay
     */
    public CompletableFuture<Boolean> forgetUnproved(UUID userId, long since) {
        return waiting.toChange(() -> forgetting.unproved(userId, since));
    }

    /** Throws away a forgotten user's key, unless it is gone. Fails with {@code BUSY} or {@code UNKNOWN}. */
    public CompletableFuture<Void> throwKeyAway(UUID userId, UUID by) {
        return waiting.toChange(() -> keys.forget(userId, by));
    }

    /** Frees a forgotten user's address, unless it is somebody else's by now. Fails with {@code BUSY} or {@code UNKNOWN}. */
    public CompletableFuture<Void> releaseAddress(BlindIndex address, UUID userId) {
        return waiting.toChange(
                () -> actors.ask(address, new ClaimCommand.Release(userId)).thenApply(released -> null));
    }

    /** What the user may by now, as they themselves know it; empty if there is no such user. Fails with {@code BUSY}. */
    public CompletableFuture<Optional<AccountStatus>> standing(UUID userId) {
        return waiting.toRead(() -> actors.look(userId).thenApply(Users::statusOf));
    }

    private static Optional<AccountStatus> statusOf(UserReply reply) {
        if (reply instanceof UserReply.IsForgotten) {
            return Optional.of(new AccountStatus(Role.USER, false, true));
        }
        return reply instanceof UserReply.Is is
                ? Optional.of(
                        new AccountStatus(is.account().role(), is.account().active()))
                : Optional.empty();
    }

    private CompletableFuture<Person> reveal(Account account) {
        return keyOf(account.id())
                .thenApply(key -> new Person(
                        account.id(),
                        key.decrypt(PersonalField.EMAIL, account.email()),
                        key.decrypt(PersonalField.NAME, account.name()),
                        account.role(),
                        account.active(),
                        account.version(),
                        account.createdAt(),
                        account.updatedAt(),
                        account.proof().proved()));
    }

    /** Nobody has ever been, or no longer is, who has no key. */
    private CompletableFuture<UserKey> keyOf(UUID userId) {
        return keys.find(userId).thenCompose(key -> key.map(CompletableFuture::completedFuture)
                .orElseGet(() -> UserRefused.by(UserRejection.NOT_FOUND)));
    }

    private long now() {
        return clock.read().wall();
    }
}
