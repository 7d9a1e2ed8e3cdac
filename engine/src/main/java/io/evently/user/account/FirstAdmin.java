package io.evently.user.account;

import io.evently.crypto.Passwords;
import io.evently.database.StartupRefused;
import io.evently.user.EmailAddress;
import io.evently.user.Role;
import io.evently.user.actor.UserRefused;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Sees to it that somebody can administer a fresh Evently. */
public final class FirstAdmin {

    /** Somebody's registration may stand in the way for a minute, if it broke off; then there is room for another. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String NAME = "Administrator";

    private static final Executor A_SECOND_LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    /** What was found, or made. */
    public enum Outcome {
        /** Nobody could administer, and nobody had this address; now there is an admin with this password. */
        CREATED,
        /** There is an admin with this address, whose password stays what it is. */
        KEPT,
        /**
         * Somebody else can administer; with this address there is nobody, a user who is no admin, or a deactivated one. They
         * stay what they are: to own an address is no right. And whoever left it for another one is no reason for a second
         * admin.
         */
        OTHERS,
        /** There is such a user, and nobody can administer. */
        NOBODY
    }

    private final Users users;
    private final EmailAddress email;
    private final String password;
    private final long deadline = System.nanoTime() + PATIENCE.toNanos();

    private FirstAdmin(Users users, EmailAddress email, String password) {
        this.users = users;
        this.email = email;
        this.password = password;
    }

    /** Keeps the admin's address, from before the first request is taken: it is made only after the node has joined. */
    public static void setAside(Users users, String email) {
        EmailAddress.parse(email).ifPresent(users::setAside);
    }

    /**
     * When this completes, whoever it speaks of can log in. Several nodes may do it at once.
     *
     * @return fails with {@link UserRefused} if the databases do not answer for a minute and a half
     * @throws StartupRefused if this is no address, or a password nobody may have
     */
    public static CompletableFuture<Outcome> ensure(Users users, String email, String password) {
        EmailAddress address = EmailAddress.parse(email)
                .orElseThrow(() -> new StartupRefused("EVENTLY_ADMIN_EMAIL is no e-mail address: " + email));
        if (!Passwords.isAcceptable(password)) {
            throw new StartupRefused("EVENTLY_ADMIN_PASSWORD must have %d to %d characters."
                    .formatted(Passwords.SHORTEST, Passwords.LONGEST));
        }
        return new FirstAdmin(users, address, password).ensure();
    }

    private CompletableFuture<Outcome> ensure() {
        return users.find(email)
                .thenCompose(found -> found.map(this::keep).orElseGet(this::createIfNobodyCan))
                .exceptionallyCompose(this::perhapsAgain);
    }

    private CompletableFuture<Outcome> keep(Person found) {
        return found.active() && found.role() == Role.ADMIN
                ? users.countAdmin(found).thenApply(counted -> Outcome.KEPT)
                : users.hasAdmin().thenApply(others -> others ? Outcome.OTHERS : Outcome.NOBODY);
    }

    private CompletableFuture<Outcome> createIfNobodyCan() {
        return users.hasAdmin()
                .thenCompose(others -> others ? CompletableFuture.completedFuture(Outcome.OTHERS) : create());
    }

    private CompletableFuture<Outcome> create() {
        return users.register(email, NAME, password, Role.ADMIN)
                .thenCompose(users::countAdmin)
                .thenApply(counted -> Outcome.CREATED);
    }

    /** Another node may be at it, a start before this one may have broken off, the databases may still wake up. */
    private CompletableFuture<Outcome> perhapsAgain(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof UserRefused && System.nanoTime() < deadline
                ? CompletableFuture.runAsync(() -> {}, A_SECOND_LATER).thenCompose(later -> ensure())
                : CompletableFuture.failedFuture(cause);
    }
}
