package io.evently.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whoever is woken learns what it is about and what to do. (That metrics exist is tested where a node runs.) */
class AlertsTest {

    private static final String FOLDER = "cluster-config/prometheus/";

    private final List<Yaml> alerts = Yaml.document(FOLDER + "rules.yml").get("groups").items().stream()
            .flatMap(group -> group.get("rules").items().stream())
            .filter(rule -> rule.get("alert").exists())
            .toList();

    @Test
    void eachSaysWhatIsWrongAndWhatToDo() {
        assertThat(alerts).hasSizeGreaterThan(15).allSatisfy(alert -> {
            assertThat(alert.get("labels", "severity").text()).isIn("page", "ticket");
            assertThat(alert.get("annotations", "summary").text()).isNotBlank();
            assertThat(alert.get("annotations", "action").text()).hasSizeGreaterThan(40);
        });
    }

    @Test
    void namesAreTakenOnce() {
        assertThat(alerts.stream().map(alert -> alert.get("alert").text()).toList())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("Evently[A-Z]\\w+"));
    }

    @Test
    void eachIsTriedOnMadeUpNumbers() {
        Set<String> tried = Repository.all("alertname=\"(\\w+)\"", Repository.read(FOLDER + "tests/rules.test.yml"));
        Set<String> all = new TreeSet<>();
        alerts.forEach(alert -> all.add(alert.get("alert").text()));
        assertThat(tried).isEqualTo(all);
    }

    @Test
    void boundsAreThoseOfTheSettings() {
        Config evently = ConfigFactory.parseResources("evently.conf").resolve();
        assertThat(expression("EventlyQueueLong")).endsWith("> 0.4 * " + evently.getInt("evently.engine.max-waiting"));
        Config users = ConfigFactory.parseResources("users.conf");
        assertThat(expression("EventlySessionsNotRead"))
                .endsWith("> 3 * "
                        + users.getDuration("evently.users.marks-every").toSeconds());
        Config cluster = ConfigFactory.parseResources("cluster.conf");
        int limit = cluster.getInt("pekko.cluster.sharding.passivation.evently-strategy.active-entity-limit");
        assertThat(expression("EventlyManyEvents")).endsWith("> 0.9 * " + limit);
        assertThat(expression("EventlyFewNodes"))
                .endsWith("< "
                        + Yaml.document("cluster-config/kubernetes/autoscaling.yaml")
                                .get("spec", "minReplicas")
                                .text());
    }

    private String expression(String name) {
        return alerts.stream()
                .filter(alert -> alert.get("alert").text().equals(name))
                .map(alert -> alert.get("expr").text())
                .findFirst()
                .orElseThrow();
    }
}
