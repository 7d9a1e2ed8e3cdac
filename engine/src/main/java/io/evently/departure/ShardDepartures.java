package io.evently.departure;

import io.evently.departure.HeldByDeactivated.Held;
import io.evently.event.EventCommand;
import io.evently.event.actor.EventReply;
import io.evently.worker.ShardWork;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Ends what the deactivated and the forgotten users of a database held. */
final class ShardDepartures implements ShardWork {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final int shard;
    private final HeldByDeactivated gone;
    private final Function<UUID, CompletableFuture<Optional<String>>> whyGone;
    private final BiFunction<UUID, EventCommand, CompletableFuture<EventReply>> ask;
    private final Duration every;
    private List<Held> askedBefore = List.of();
    private Duration rest;

    /**
     * @param whyGone asks the user, who may be back (then it is empty): the table is behind, and is written anew by a
     *     rebuild
     * @param ask as {@link io.evently.event.actor.Events#ask}
     * @param every how long after a round the next begins
     */
    ShardDepartures(
            int shard,
            HeldByDeactivated gone,
            Function<UUID, CompletableFuture<Optional<String>>> whyGone,
            BiFunction<UUID, EventCommand, CompletableFuture<EventReply>> ask,
            Duration every) {
        this.shard = shard;
        this.gone = gone;
        this.whyGone = whyGone;
        this.ask = ask;
        this.every = every;
        this.rest = every;
    }

    /** What an event answers does not matter: the next round looks at what is left. */
    @Override
    public CompletableFuture<Duration> round() throws Exception {
        List<Held> found = gone.next();
        return all(found.stream().map(this::removeIfGone).toList()).thenApply(done -> restAfter(found));
    }

    private CompletableFuture<Void> removeIfGone(Held held) {
        return whyGone.apply(held.user().userId()).thenCompose(why -> why.map(reason -> remove(held, reason))
                .orElseGet(() -> CompletableFuture.completedFuture(null)));
    }

    private CompletableFuture<Void> remove(Held held, String reason) {
        var command = new EventCommand.RemoveUser(
                held.user().userId(), reason, held.user().by());
        return all(
                held.events().stream().map(event -> ask.apply(event, command)).toList());
    }

    private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }

    /** The tables follow within moments; what stays for longer (an event that is set aside) is asked less and less. */
    private Duration restAfter(List<Held> asked) {
        boolean stuck = !asked.isEmpty() && asked.equals(askedBefore);
        askedBefore = asked;
        Duration twice = rest.multipliedBy(2);
        Duration longer = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
        rest = stuck ? longer : every;
        return rest;
    }

    @Override
    public String trouble() {
        return "What deactivated users of database " + shard + " hold cannot be ended";
    }

    @Override
    public Duration longestPause() {
        return LONGEST_PAUSE;
    }
}
