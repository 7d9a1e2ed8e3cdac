package io.evently.http.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many files the system lets this process have open ({@code ulimit -n}). Each connection is one; a server that runs
 * out of them in a sale can neither accept a client nor reach its database again.
 */
final class OpenFiles {

    private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);

    /** What a node has open besides: some 130 jars and libraries, 60 connections to databases, the cluster's; doubled. */
    private static final int OTHERS = 400;

    private OpenFiles() {}

    /** Files this process may have open; as many as one likes where the system does not say. */
    static long limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    /**
     * How many connections fit, and says so in the log if those are fewer than wanted.
     *
     * @return at least one
     */
    static int connections(int wanted, long limit) {
        if (wanted <= limit - OTHERS) {
            return wanted;
        }
        int fit = (int) Math.max(1, Math.max(limit - OTHERS, limit / 2));
        log.warn(
                "The system lets this process open {} files (ulimit -n), so it takes {} connections at a time, not {};"
                        + " further clients wait",
                limit,
                fit,
                wanted);
        return fit;
    }
}
