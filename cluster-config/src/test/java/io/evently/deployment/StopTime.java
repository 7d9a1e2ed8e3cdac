package io.evently.deployment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import java.time.Duration;

/** What a graceful stop may take at its worst. */
final class StopTime {

    private StopTime() {}

    /** All phases of the coordinated shutdown one after the other, ours and those that stay as Pekko has them. */
    static Duration longest() {
        Config config = ConfigFactory.parseResources("actors.conf")
                .withFallback(ConfigFactory.parseResources("reference.conf"))
                .getConfig("pekko.coordinated-shutdown")
                .resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true));
        Config phases = config.getConfig("phases");
        return phases.root().keySet().stream()
                .map(phase -> phases.hasPath(phase + ".timeout")
                        ? phases.getDuration(phase + ".timeout")
                        : config.getDuration("default-phase-timeout"))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
