package io.evently.user.actor;

import io.evently.crypto.UnreadableException;
import io.evently.user.UserRejection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bounds how many requests are under way and for how long, and gives every failure of theirs a name. */
public final class BoundedRequests {

    private static final Logger log = LoggerFactory.getLogger(BoundedRequests.class);

    private final Semaphore places;
    private final Semaphore placesForAll;
    private final Duration patience;

    public BoundedRequests(int places, Duration patience) {
        this(places, 0, patience);
    }

    /** @param kept of the places, only for those who are preferred */
    public BoundedRequests(int places, int kept, Duration patience) {
        this.places = new Semaphore(places);
        this.placesForAll = new Semaphore(places - kept);
        this.patience = patience;
    }

    /** A request that changes nothing: if it fails, that is all. */
    public <T> CompletableFuture<T> toRead(Supplier<CompletableFuture<T>> request) {
        return toRead(false, request);
    }

    /** The same, for somebody who may be preferred. */
    public <T> CompletableFuture<T> toRead(boolean preferred, Supplier<CompletableFuture<T>> request) {
        return bounded(preferred, request, UserRejection.BUSY);
    }

    /** A request that may have happened even if it fails. */
    public <T> CompletableFuture<T> toChange(Supplier<CompletableFuture<T>> request) {
        return bounded(false, request, UserRejection.UNKNOWN);
    }

    private <T> CompletableFuture<T> bounded(
            boolean preferred, Supplier<CompletableFuture<T>> request, UserRejection ifItFails) {
        if (!enter(preferred)) {
            return UserRefused.by(UserRejection.BUSY);
        }
        CompletableFuture<T> answer;
        try {
            answer = request.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((value, failure) -> leave(preferred))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(named(failure, ifItFails)));
    }

    private boolean enter(boolean preferred) {
        if (preferred) {
            return places.tryAcquire();
        }
        if (!placesForAll.tryAcquire()) {
            return false;
        }
        if (!places.tryAcquire()) {
            placesForAll.release();
            return false;
        }
        return true;
    }

    private void leave(boolean preferred) {
        places.release();
        if (!preferred) {
            placesForAll.release();
        }
    }

    private static Throwable named(Throwable failure, UserRejection ifItFails) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof UserRefused || cause instanceof UnreadableException) {
            return cause;
        }
        if (cause instanceof RejectedExecutionException) {
            return new UserRefused(UserRejection.BUSY);
        }
        log.warn("a request about a user failed: {}", cause.toString());
        return new UserRefused(ifItFails);
    }
}
