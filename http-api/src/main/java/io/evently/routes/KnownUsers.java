package io.evently.routes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.evently.http.access.AccountStatuses;
import io.evently.http.access.Principal;
import io.evently.http.access.Session;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Problem;
import io.evently.user.AccountStatus;
import io.evently.user.Role;
import io.evently.user.account.Users;
import io.evently.user.session.SessionMarks;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What the users' part of Evently knows of the bearers of tokens. An admin's right is looked up with the user, and
 * remembered for moments: it is gone within a minute, and an admin's requests do not wait for the user's database, nor
 * for a user that is moving, while it was seen to be there before.
 */
public final class KnownUsers implements AccountStatuses {

    /** Fresh enough to be used as it is. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Still used, while it is looked up anew; so that a right that was taken holds for less than a minute. */
    private static final long USABLE_NANOS = TimeUnit.SECONDS.toNanos(40);

    /** There are few admins. */
    private static final int MOST = 10_000;

    private record Seen(Optional<AccountStatus> standing, long at) {}

    private final SessionMarks marks;
    private final Function<UUID, CompletableFuture<Optional<AccountStatus>>> ask;
    private final LongSupplier nanoTime;
    /** One question at a time about each: a database that is away must not be asked for each request. */
    private final Map<UUID, CompletableFuture<Seen>> asking = new ConcurrentHashMap<>();

    private final Cache<UUID, Seen> seen =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

    public KnownUsers(Users users) {
        this(users.sessions().marks(), users::standing, System::nanoTime);
    }

    KnownUsers(
            SessionMarks marks, Function<UUID, CompletableFuture<Optional<AccountStatus>>> ask, LongSupplier nanoTime) {
        this.marks = marks;
        this.ask = ask;
        this.nanoTime = nanoTime;
    }

    @Override
    public boolean hasEnded(Session session) {
        return marks.refuses(session.principal().userId(), session.tokenId(), session.epoch(), session.issuedAt());
    }

    @Override
    public CompletableFuture<Optional<Principal>> confirmed(Principal admin) {
        Seen known = seen.getIfPresent(admin.userId());
        long age = known == null ? Long.MAX_VALUE : nanoTime.getAsLong() - known.at();
        if (age < FRESH_NANOS) {
            return CompletableFuture.completedFuture(as(admin, known.standing()));
        }
        CompletableFuture<Seen> asked = look(admin.userId());
        return age < USABLE_NANOS
                ? CompletableFuture.completedFuture(as(admin, known.standing()))
                : asked.thenApply(now -> as(admin, now.standing()));
    }

    private CompletableFuture<Seen> look(UUID userId) {
        CompletableFuture<Seen> mine = new CompletableFuture<>();
        CompletableFuture<Seen> before = asking.putIfAbsent(userId, mine);
        if (before != null) {
            return before;
        }
        var unused = ask.apply(userId).handle((standing, failure) -> {
            asking.remove(userId);
            // Nobody's rights change while their database cannot be reached, so what was seen last counts then.
            Seen last = seen.getIfPresent(userId);
            if (failure == null || last != null) {
                Seen now = new Seen(failure == null ? standing : last.standing(), nanoTime.getAsLong());
                seen.put(userId, now);
                return mine.complete(now);
            }
            return mine.completeExceptionally(
                    Problem.of(ErrorCode.BUSY, "Whether you are an administrator cannot be looked up at the moment."));
        });
        return mine;
    }

    /** A user nobody knows has the role that the token says: another issuer's. */
    private static Optional<Principal> as(Principal admin, Optional<AccountStatus> standing) {
        if (standing.isEmpty()) {
            return Optional.of(admin);
        }
        if (!standing.get().active()) {
            return Optional.empty();
        }
        boolean isAdmin = standing.get().role() == Role.ADMIN;
        return Optional.of(isAdmin ? admin : new Principal(admin.userId(), Role.USER));
    }
}
