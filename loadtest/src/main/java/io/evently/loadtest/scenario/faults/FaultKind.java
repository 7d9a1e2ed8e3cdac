package io.evently.loadtest.scenario.faults;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** What goes wrong. */
public enum FaultKind {
    /** {@code kill -9} of a node, which is launched again when the fault is over. */
    KILL(3, 1, 15, 25, Target.NODE, Silence.NODE_IS_GONE),
    /** SIGSTOP of a node for longer than the others wait for it. */
    LONG_STOP(2, 20, 25, 22, Target.NODE, Silence.NODE_IS_GONE),
    /** A node is cut off from all other nodes, but not from database and customers. */
    PARTITION(2, 20, 25, 22, Target.NODE, Silence.NODE_IS_GONE),
    /** SIGTERM of a node, which hands over and leaves; it joins again when the fault is over. */
    LEAVE(2, 1, 2, 28, Target.NODE, Silence.ONLY_MEASURED),
    /** SIGSTOP of a node for less than the others wait for it. */
    SHORT_STOP(8, 1, 3, 4, Target.NODE, Silence.ONLY_MEASURED),
    /** PostgreSQL killed with all its backends; whoever keeps it starts it again. */
    DATABASE_KILL(4, 1, 1, 9, Target.NONE, Silence.DATABASE),
    /** All connections to one of the four databases end. */
    CUT_CONNECTIONS(7, 1, 1, 4, Target.DATABASE, Silence.DATABASE),
    /** No room on the disk below PostgreSQL. */
    DISK_FULL(2, 4, 6, 9, Target.NONE, Silence.DATABASE),
    /** The wall clock of a node jumps by half a minute to one and a half, and back at the end. */
    CLOCK_SKEW(4, 5, 9, 4, Target.NODE, Silence.ONLY_MEASURED),
    /**
     * All packets between a node and PostgreSQL are dropped, and nobody is told. Afterwards new connections are good, and
     * the old ones swallow everything for as long as {@link #STALE} is.
     */
    DATABASE_SILENT_FOR_ONE(2, 8, 12, 29, Target.NODE, Silence.DATABASE),
    /** The same for all nodes at a time. */
    DATABASE_SILENT_FOR_ALL(2, 8, 12, 29, Target.NONE, Silence.DATABASE),
    /** All connections of all nodes to one of the four databases swallow everything; new ones are good all the time. */
    CONNECTIONS_SWALLOW(2, 20, 20, 8, Target.DATABASE, Silence.CONNECTIONS),
    /** SIGSTOP of PostgreSQL and its backends, for less than a node waits for an event. */
    DATABASE_FROZEN_SHORT(4, 5, 5, 5, Target.NONE, Silence.DATABASE),
    /** SIGSTOP of PostgreSQL and its backends, for longer than anybody waits. */
    DATABASE_FROZEN_LONG(2, 20, 20, 15, Target.NONE, Silence.DATABASE),
    /** PostgreSQL killed for good, and its standby promoted; only where there is one. */
    FAILOVER(0, 1, 1, 20, Target.NONE, Silence.DATABASE);

    enum Target {
        NODE,
        DATABASE,
        NONE
    }

    /** How long events may give no answer, if that is promised. */
    private enum Silence {
        /** {@link Plan#silence()}. */
        NODE_IS_GONE,
        /** As long as the fault, and {@link Plan#silenceAfterDatabase()}. */
        DATABASE,
        /** {@link Plan#silenceAfterDatabase()}: a good way to the database is there from the beginning. */
        CONNECTIONS,
        ONLY_MEASURED
    }

    /** So far a standby lags behind when it is needed. */
    static final Duration LAG = Duration.ofMillis(1_500);

    /** Longer than writes may take to find the good way that there is by then. */
    static final Duration STALE = Duration.ofSeconds(20);

    private final int share;
    private final int shortest;
    private final int longest;
    private final int healing;
    private final Target target;
    private final Silence silence;

    FaultKind(int share, int shortest, int longest, int healing, Target target, Silence silence) {
        this.share = share;
        this.shortest = shortest;
        this.longest = longest;
        this.healing = healing;
        this.target = target;
        this.silence = silence;
    }

    /** What any cluster can suffer. */
    public static Set<FaultKind> ofAnyCluster() {
        return EnumSet.complementOf(EnumSet.of(FAILOVER));
    }

    /** How many there are among 46. */
    int share() {
        return share;
    }

    /** Whether it costs events of a node up to 25 s: a kill, or what the others take for one. */
    public boolean costly() {
        return silence == Silence.NODE_IS_GONE;
    }

    /** Seconds. */
    int shortest() {
        return shortest;
    }

    /** Seconds. */
    int longest() {
        return longest;
    }

    /** Seconds from its end until the next one may come: three nodes share two cores while one starts. */
    int healing() {
        return healing;
    }

    Target target() {
        return target;
    }

    /** Whether packets between nodes and PostgreSQL are dropped. */
    boolean silencesDatabase() {
        return this == DATABASE_SILENT_FOR_ONE || this == DATABASE_SILENT_FOR_ALL || this == CONNECTIONS_SWALLOW;
    }

    /** Since its beginning the longest that an event may give no answer; null if nothing is promised. */
    Duration mostSilent(Duration length, Plan plan) {
        return switch (silence) {
            case NODE_IS_GONE -> plan.silence();
            case DATABASE -> length.plus(plan.silenceAfterDatabase());
            case CONNECTIONS -> plan.silenceAfterDatabase();
            case ONLY_MEASURED -> null;
        };
    }
}
