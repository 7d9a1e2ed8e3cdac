package io.evently.http.access;

import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Note;
import io.evently.http.answer.Problem;
import io.evently.security.SecurityOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often one caller may ask, on this node ({@code api.md}, "Limits"). A caller may save up one period's worth. What an
 * account may be asked is decided for all nodes, where its password is checked.
 */
public final class RateLimits {

    private static final int WITHOUT_TOKEN = 100;
    private static final int WITH_TOKEN = 1_000;
    private static final int PER_USER = 50;

    /**
     * A minute: two threads check 44 passwords a second, so it takes more than 250 addresses to keep them busy, and
     * nobody logs in that often.
     */
    private static final int LOG_INS = 10;

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Users kept: 100,000 are 30 MB. */
    private static final int MOST_USERS = 100_000;

    private final boolean on;
    private final AddressLimit withoutToken;
    private final AddressLimit withToken;
    private final AddressLimit logIns;
    private final TokenBuckets<UUID> users;
    private final Counter refusedAddresses;
    private final Counter refusedLogIns;
    private final Counter refusedUsers;

    /** Limits, or none when switched off (for load tests, or behind a gateway that limits). */
    public RateLimits(boolean on, MeterRegistry metrics) {
        this(on, metrics, System::nanoTime);
    }

    public RateLimits(boolean on, MeterRegistry metrics, LongSupplier nanoTime) {
        this.on = on;
        withoutToken = new AddressLimit(WITHOUT_TOKEN, SECOND, nanoTime);
        withToken = new AddressLimit(WITH_TOKEN, SECOND, nanoTime);
        logIns = new AddressLimit(LOG_INS, Duration.ofMinutes(1), nanoTime);
        users = new TokenBuckets<>(PER_USER, SECOND, MOST_USERS, nanoTime);
        refusedAddresses = refused("address", metrics);
        refusedLogIns = refused("log-in", metrics);
        refusedUsers = refused("user", metrics);
    }

    /**
     * Counts a request of a client address.
     *
     * @throws Problem 429 when there were too many
     */
    public void countAddress(InetAddress address, boolean validToken) {
        if (on) {
            AddressLimit limit = validToken ? withToken : withoutToken;
            allow(
                    limit.take(address),
                    refusedAddresses,
                    Note.of(SecurityOutcome.ADDRESS),
                    validToken
                            ? "At most 1,000 requests per second from one address are answered; wait before asking again."
                            : "At most 100 requests per second from one address are answered without a token; wait"
                                    + " before asking again.");
        }
    }

    /**
     * Counts a log-in or registration of a client address, right or wrong, with a token or without.
     *
     * @throws Problem 429 when there were too many
     */
    public void countLogIn(InetAddress address) {
        if (on) {
            allow(
                    logIns.take(address),
                    refusedLogIns,
                    Note.of(SecurityOutcome.LOG_INS),
                    "At most 10 log-ins and registrations per minute from one address are answered; wait before asking"
                            + " again.");
        }
    }

    /**
     * Counts a request of a user.
     *
     * @throws Problem 429 when there were too many
     */
    public void count(Principal principal) {
        if (on) {
            allow(
                    users.take(principal.userId()),
                    refusedUsers,
                    Note.of(SecurityOutcome.USER).withSubject(principal.userId()),
                    "At most 50 requests per second of one user are answered; wait before asking again.");
        }
    }

    /** Who counts as one caller: who has an IPv6 address has 2^64 of them, so it is the network, as a {@code Long}. */
    public static Object subscriberOf(InetAddress address) {
        return address instanceof Inet6Address
                ? (Object) ByteBuffer.wrap(address.getAddress()).getLong()
                : address;
    }

    /** Rounded up: whoever comes after that many seconds is not too early. */
    private static void allow(long nanosToWait, Counter refused, Note limit, String detail) {
        if (nanosToWait == 0) {
            return;
        }
        refused.increment();
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanosToWait + TimeUnit.SECONDS.toNanos(1) - 1);
        throw Problem.of(ErrorCode.RATE_LIMITED, detail)
                .retryAfter(Math.toIntExact(seconds))
                .noting(limit);
    }

    private static Counter refused(String limit, MeterRegistry metrics) {
        return Counter.builder("evently.http.limit.refusals")
                .description("Requests refused, by the limit that did: of an address, of log-ins from one, of a user")
                .tag("limit", limit)
                .register(metrics);
    }
}
