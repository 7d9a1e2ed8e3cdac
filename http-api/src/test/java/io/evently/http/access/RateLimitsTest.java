package io.evently.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Problem;
import io.evently.http.server.TestServer;
import io.evently.user.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** The contract's limits, by a clock that only goes when it is told to. */
class RateLimitsTest {

    private final AtomicLong now = new AtomicLong();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final RateLimits limits = new RateLimits(true, metrics, now::get);

    @Test
    void anAddressMayAsk100TimesASecondWithoutATokenAnd1000TimesWithOne() {
        InetAddress address = at("192.0.2.1");

        assertThat(allowed(() -> limits.countAddress(address, false))).isEqualTo(100);
        assertThat(allowed(() -> limits.countAddress(address, true))).isEqualTo(1_000);
        assertThat(allowed(() -> limits.countAddress(at("192.0.2.2"), false))).isEqualTo(100);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(allowed(() -> limits.countAddress(address, false))).isEqualTo(100);
    }

    @Test
    void aUserMayAsk50TimesASecond() {
        Principal user = new Principal(UUID.randomUUID(), Role.USER);

        assertThat(allowed(() -> limits.count(user))).isEqualTo(50);
    }

    @Test
    void anAddressMayLogIn10TimesAMinuteAndIsToldWhenTheNextTimeIs() {
        InetAddress address = at("192.0.2.1");

        assertThat(allowed(() -> limits.countLogIn(address))).isEqualTo(10);
        assertThat(retryAfter(() -> limits.countLogIn(address))).isEqualTo("6");
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(2_500));
        assertThat(retryAfter(() -> limits.countLogIn(address))).isEqualTo("4");
        now.addAndGet(TimeUnit.SECONDS.toNanos(4));
        assertThat(allowed(() -> limits.countLogIn(address))).isEqualTo(1);
        now.addAndGet(TimeUnit.MINUTES.toNanos(2));
        assertThat(allowed(() -> limits.countLogIn(address)))
                .as("no more than a minute's worth")
                .isEqualTo(10);
    }

    @Test
    void anIpv6NetworkIsOneCaller() {
        assertThat(allowed(n -> at("2001:db8::" + Integer.toHexString(n)), 1_000))
                .isEqualTo(100);
    }

    @Test
    void ofManyIpv6NetworksOfOneSubscriberEachIsLimitedAndAllTogether() {
        assertThat(allowed(n -> at("2001:db8:0:%x::1".formatted(n % 256)), 10_000))
                .as("a /56")
                .isEqualTo(400);
        assertThat(allowed(n -> at("2001:db8:1:%x::1".formatted(n % 65_536)), 70_000))
                .as("a /48")
                .isEqualTo(1_600);
        assertThat(allowed(n -> at("2001:db8:2:1::1"), 1_000)).as("another /48").isEqualTo(100);
    }

    @Test
    void whatTheNarrowLimitRefusesCostsTheWiderNothing() {
        assertThat(allowed(n -> at("2001:db8:0:1::1"), 1_000)).isEqualTo(100);
        assertThat(allowed(n -> at("2001:db8:0:2::1"), 1_000)).isEqualTo(100);
        assertThat(allowed(n -> at("2001:db8:0:3::1"), 1_000)).isEqualTo(100);
        assertThat(allowed(n -> at("2001:db8:0:4::1"), 1_000)).isEqualTo(100);
        assertThat(allowed(n -> at("2001:db8:0:5::1"), 1_000)).isEqualTo(0);
    }

    @Test
    void refusalsAreCountedByLimit() {
        allowed(() -> limits.countLogIn(at("192.0.2.1")));
        allowed(() -> limits.countAddress(at("192.0.2.1"), false));

        assertThat(refusals("log-in")).isEqualTo(1);
        assertThat(refusals("address")).isEqualTo(1);
        assertThat(refusals("user")).isZero();
    }

    @Test
    void switchedOffThereAreNone() {
        RateLimits off = new RateLimits(false, metrics, now::get);
        for (int n = 0; n < 2_000; n++) {
            off.countAddress(at("192.0.2.1"), false);
            off.countLogIn(at("192.0.2.1"));
            off.count(new Principal(TestServer.USER_ID, Role.USER));
        }
    }

    private double refusals(String limit) {
        return metrics.get("evently.http.limit.refusals")
                .tag("limit", limit)
                .counter()
                .count();
    }

    /** How often it goes well before it is refused. */
    private static int allowed(Runnable request) {
        for (int n = 0; n < 100_000; n++) {
            if (!passes(request)) {
                return n;
            }
        }
        throw new AssertionError("never refused");
    }

    /** Of so many requests from these addresses, how many go well. */
    private int allowed(IntFunction<InetAddress> addresses, int requests) {
        int passed = 0;
        for (int n = 0; n < requests; n++) {
            InetAddress address = addresses.apply(n);
            if (passes(() -> limits.countAddress(address, false))) {
                passed++;
            }
        }
        return passed;
    }

    private static boolean passes(Runnable request) {
        try {
            request.run();
            return true;
        } catch (Problem refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
            return false;
        }
    }

    private static String retryAfter(Runnable request) {
        try {
            request.run();
        } catch (Problem refused) {
            return refused.headers().get("Retry-After");
        }
        throw new AssertionError("not refused");
    }

    private static InetAddress at(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
