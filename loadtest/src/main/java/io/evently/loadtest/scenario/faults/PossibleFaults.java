package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.sut.FakeTime;
import io.evently.loadtest.sut.Partition;
import io.evently.loadtest.sut.Processes;
import io.evently.loadtest.sut.SmallDisk;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What can be made to fail on this machine, by this user.
 *
 * @param leftOut kinds that cannot, each with the reason
 * @param disk mounted, to be put below the database; null when it cannot be
 */
record PossibleFaults(Map<FaultKind, String> leftOut, SmallDisk disk) implements AutoCloseable {

    /**
     * Installs what is missing, if that can be done, and tries the rest.
     *
     * @param setup the script that installs
     * @param folder of this run; gets the disk
     * @param out told what cannot be done, and why
     */
    static PossibleFaults of(Path setup, Path folder, PrintStream out) {
        String installed = "";
        try {
            Processes.tool(setup.toString());
        } catch (IOException e) {
            installed = e.getMessage();
        }
        Map<FaultKind, String> leftOut = new EnumMap<>(FaultKind.class);
        String cannotCut = Partition.unavailable();
        if (cannotCut != null) {
            String reason = reason(cannotCut, installed);
            leftOut.put(FaultKind.PARTITION, reason);
            EnumSet.allOf(FaultKind.class).stream()
                    .filter(FaultKind::silencesDatabase)
                    .forEach(kind -> leftOut.put(kind, reason));
        }
        if (FakeTime.library().isEmpty()) {
            leftOut.put(FaultKind.CLOCK_SKEW, reason("libfaketime is not installed", installed));
        }
        SmallDisk disk = null;
        try {
            disk = SmallDisk.below(folder);
        } catch (IOException e) {
            leftOut.put(FaultKind.DISK_FULL, e.getMessage());
        }
        leftOut.forEach((kind, reason) -> out.println("LEFT OUT: " + kind + ": " + reason));
        return new PossibleFaults(leftOut, disk);
    }

    private static String reason(String what, String installed) {
        return installed.isEmpty() ? what : what + "; " + installed;
    }

    /** What can be made to fail. */
    Set<FaultKind> kinds() {
        Set<FaultKind> kinds = FaultKind.ofAnyCluster();
        kinds.removeAll(leftOut.keySet());
        return kinds;
    }

    /** Gives the disk back; nothing may be running on it. */
    @Override
    public void close() {
        if (disk != null) {
            disk.close();
        }
    }
}
