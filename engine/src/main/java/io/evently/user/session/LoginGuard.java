package io.evently.user.session;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.ServiceKeys;
import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.tables.LoginAttemptsTable;
import io.evently.tables.LoginAttemptsTable.Known;
import io.evently.user.UserRejection;
import io.evently.user.actor.UserRefused;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes guessing the password of an account slower with each failure, wherever in the cluster and from however many
 * addresses it is tried; the same for accounts that do not exist. A client address that logged in of late counts apart:
 * so the owner comes in while others guess. What is known is a row or two in the account's database.
 */
public final class LoginGuard {

    private static final Logger log = LoggerFactory.getLogger(LoginGuard.class);

    /** Who has an IPv6 address has the 2^64 of its network. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private final LoginSettings settings;
    private final Shards shards;
    private final ServiceKeys serviceKeys;
    private final IntFunction<? extends Executor> executors;

    /** @param executors may be blocked: each database is asked on its own */
    public LoginGuard(
            LoginSettings settings, Shards shards, ServiceKeys serviceKeys, IntFunction<? extends Executor> executors) {
        this.settings = settings;
        this.shards = shards;
        this.serviceKeys = serviceKeys;
        this.executors = executors;
    }

    /**
     * Somebody wants to log in.
     *
     * @param account the index of its e-mail address, whether anybody has it or not
     * @param address the hash of the client's, bound to the account: two accounts' do not tell that they are the same
     * @param counted whether it is counted as a failure already
     */
    record Attempt(BlindIndex account, BlindIndex address, Known known, boolean counted) {

        boolean familiar() {
            return known.familiar();
        }

        private byte[] counter() {
            return familiar() ? address.bytes() : LoginAttemptsTable.STRANGERS;
        }

        private Attempt afterTurn() {
            return new Attempt(account, address, known, true);
        }
    }

    /** Looks whether a client may try. Fails with {@link UserRejection#TOO_MANY_FAILURES} if it has to wait. */
    CompletableFuture<Attempt> look(BlindIndex account, InetAddress from) {
        BlindIndex address = hash(account, from);
        if (!settings.limited()) {
            return CompletableFuture.completedFuture(new Attempt(account, address, Known.NOTHING, true));
        }
        return ask(account, connection -> LoginAttemptsTable.find(connection, account.bytes(), address.bytes()))
                .thenCompose(known -> {
                    Duration left =
                            settings.backoff().after(known.failures()).minus(Duration.ofMillis(known.millisSince()));
                    return left.isNegative() || left.isZero()
                            ? CompletableFuture.completedFuture(new Attempt(account, address, known, false))
                            : mustWait(left);
                });
    }

    /**
     * Last step before a password is checked. After many failures the attempt is counted first, so that of all who waited
     * for this moment one gets it; the others fail with {@link UserRejection#TOO_MANY_FAILURES}.
     */
    CompletableFuture<Attempt> takeTurn(Attempt attempt) {
        int failures = attempt.known().failures();
        if (attempt.counted() || !settings.backoff().oneAtATime(failures)) {
            return CompletableFuture.completedFuture(attempt);
        }
        return ask(
                        attempt.account(),
                        connection -> LoginAttemptsTable.takeTurn(
                                connection,
                                attempt.account().bytes(),
                                attempt.counter(),
                                failures,
                                settings.failuresKept()))
                .thenCompose(taken -> taken
                        ? CompletableFuture.completedFuture(attempt.afterTurn())
                        : mustWait(settings.backoff().after(failures + 1)));
    }

    /** The password was wrong. Never fails: what cannot be counted now is no reason for another answer. */
    CompletableFuture<Void> failed(Attempt attempt) {
        if (attempt.counted()) {
            return CompletableFuture.completedFuture(null);
        }
        return note(attempt, connection -> {
            LoginAttemptsTable.count(connection, attempt.account().bytes(), attempt.counter(), settings.failuresKept());
            return null;
        });
    }

    /** The password was right. Never fails. */
    CompletableFuture<Void> succeeded(Attempt attempt) {
        if (!settings.limited()) {
            return CompletableFuture.completedFuture(null);
        }
        return note(attempt, connection -> {
            LoginAttemptsTable.remember(
                    connection,
                    attempt.account().bytes(),
                    attempt.address().bytes(),
                    attempt.familiar(),
                    settings.addressKept());
            return null;
        });
    }

    /** Whoever chose another password has to wait no longer. Never fails. */
    CompletableFuture<Void> forgive(BlindIndex account) {
        Query<Void> forgiving = connection -> {
            LoginAttemptsTable.forgive(connection, account.bytes());
            return null;
        };
        return ask(account, forgiving).exceptionally(failure -> {
            log.warn("failed log-ins could not be forgotten: {}", failure.toString());
            return null;
        });
    }

    /** Deletes what has expired, in each database as soon as it comes to it. */
    public void sweep() {
        for (int database = 0; database < Shards.COUNT; database++) {
            int shard = database;
            Query<Void> sweep = connection -> {
                LoginAttemptsTable.sweep(connection);
                return null;
            };
            var unused = ask(shard, sweep).exceptionally(away -> {
                log.debug("log-in attempts in database {} were not swept: {}", shard, away.toString());
                return null;
            });
        }
    }

    private BlindIndex hash(BlindIndex account, InetAddress from) {
        byte[] bytes = from.getAddress();
        String network =
                HexFormat.of().formatHex(bytes, 0, from instanceof Inet6Address ? IPV6_NETWORK_BYTES : bytes.length);
        return serviceKeys.blindIndexOf("log-in to " + account.hex() + " from " + network);
    }

    private static <T> CompletableFuture<T> mustWait(Duration left) {
        return CompletableFuture.failedFuture(new UserRefused(left));
    }

    private CompletableFuture<Void> note(Attempt attempt, Query<Void> noting) {
        return ask(attempt.account(), noting).exceptionally(failure -> {
            log.warn("a log-in could not be noted: {}", failure.toString());
            return null;
        });
    }

    private <T> CompletableFuture<T> ask(BlindIndex account, Query<T> query) {
        return ask(account.shard(Shards.COUNT), query);
    }

    private <T> CompletableFuture<T> ask(int shard, Query<T> query) {
        return Query.on(shards.writer(shard), executors.apply(shard), query);
    }
}
