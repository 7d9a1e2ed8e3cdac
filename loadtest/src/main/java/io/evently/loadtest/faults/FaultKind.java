package io.evently.loadtest.faults;

/** What goes wrong. */
public enum FaultKind {
    /** {@code kill -9} of a node, which is launched again when the fault is over. */
    KILL(4, true, 1, 15, 25, Target.NODE),
    /** SIGSTOP of a node for longer than the others wait for it. */
    LONG_STOP(2, true, 20, 25, 22, Target.NODE),
    /** A node is cut off from all other nodes, but not from database and customers. */
    PARTITION(2, true, 20, 25, 22, Target.NODE),
    /** SIGTERM of a node, which hands over and leaves; it joins again when the fault is over. */
    LEAVE(5, false, 1, 2, 28, Target.NODE),
    /** SIGSTOP of a node for less than the others wait for it. */
    SHORT_STOP(7, false, 1, 3, 4, Target.NODE),
    /** PostgreSQL killed with all its backends; whoever keeps it starts it again. */
    DATABASE_KILL(5, false, 1, 1, 9, Target.NONE),
    /** All connections to one of the four databases end. */
    CUT_CONNECTIONS(7, false, 1, 1, 4, Target.DATABASE),
    /** No room on the disk below PostgreSQL. */
    DISK_FULL(4, false, 4, 6, 9, Target.NONE),
    /** The wall clock of a node jumps by half a minute to one and a half, and back at the end. */
    CLOCK_SKEW(6, false, 5, 9, 4, Target.NODE);

    enum Target {
        NODE,
        DATABASE,
        NONE
    }

    private final int share;
    private final boolean costly;
    private final int shortest;
    private final int longest;
    private final int healing;
    private final Target target;

    FaultKind(int share, boolean costly, int shortest, int longest, int healing, Target target) {
        this.share = share;
        this.costly = costly;
        this.shortest = shortest;
        this.longest = longest;
        this.healing = healing;
        this.target = target;
    }

    /** How many there are among 42. */
    int share() {
        return share;
    }

    /** Whether it costs events of a node up to 25 s: a kill, or what the others take for one. */
    public boolean costly() {
        return costly;
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
}
