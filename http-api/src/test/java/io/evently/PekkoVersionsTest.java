package io.evently;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.util.ManifestInfo;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** Pekko's own check is off because of one module; this one is as strict about all others. */
class PekkoVersionsTest {

    private static final Set<String> OLDER = Set.of("pekko-discovery");

    @Test
    void allModulesOfPekkosCoreHaveOneVersion() {
        ActorSystem system = ActorSystem.create(
                "versions",
                com.typesafe.config.ConfigFactory.parseString(
                                "pekko.actor.provider = local, pekko.loglevel = OFF, pekko.fail-mixed-versions = off")
                        .withFallback(com.typesafe.config.ConfigFactory.defaultReference()));
        try {
            Map<String, Set<String>> byVersion = new TreeMap<>();
            new HashMap<>(CollectionConverters.asJava(
                            new ManifestInfo((org.apache.pekko.actor.ExtendedActorSystem) system).versions()))
                    .forEach((module, version) -> {
                        boolean core = module.startsWith("pekko-")
                                && !module.startsWith("pekko-http")
                                && !module.startsWith("pekko-management")
                                && !module.startsWith("pekko-discovery")
                                && !module.startsWith("pekko-persistence-jdbc")
                                && !module.equals("pekko-parsing");
                        if (core && !OLDER.contains(module)) {
                            byVersion
                                    .computeIfAbsent(version.version(), made -> new TreeSet<>())
                                    .add(module);
                        }
                    });
            assertThat(byVersion).hasSize(1);
            assertThat(byVersion.values().iterator().next()).contains("pekko-cluster", "pekko-actor", "pekko-stream");
        } finally {
            system.terminate();
        }
    }
}
