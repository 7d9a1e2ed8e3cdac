package io.evently.loadtest.timeline;

/**
 * What a machine's processors did since it was started, or between two moments, in ticks of all of them.
 *
 * @param all of it
 * @param idle with nothing to do, or waiting for a disk
 * @param taken by the host, for its other guests
 */
record ProcessorUse(long all, long idle, long taken) {

    private static final int IDLE = 4;
    private static final int WAITING = 5;
    private static final int TAKEN = 8;

    /** From {@code /proc/stat}: its first line is user, nice, system, idle, iowait, irq, softirq, steal, and guests'. */
    static ProcessorUse parsed(String stat) {
        String[] fields = stat.substring(0, stat.indexOf('\n')).split(" +");
        long all = 0;
        for (int field = 1; field <= TAKEN; field++) {
            all += Long.parseLong(fields[field]);
        }
        return new ProcessorUse(
                all, Long.parseLong(fields[IDLE]) + Long.parseLong(fields[WAITING]), Long.parseLong(fields[TAKEN]));
    }

    ProcessorUse since(ProcessorUse before) {
        return new ProcessorUse(all - before.all, idle - before.idle, taken - before.taken);
    }

    /** Share that was not idle. */
    double busy() {
        return all == 0 ? 0 : (double) (all - idle) / all;
    }

    /** Share that the host took away. */
    double stolen() {
        return all == 0 ? 0 : (double) taken / all;
    }
}
