package io.evently.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compose, Prometheus and Grafana find each other, the nodes and the files. */
class ComposeTest {

    private static final String HERE = "cluster-config/";
    private static final Yaml COMPOSE = Yaml.document(HERE + "compose.yaml");
    private static final List<String> NODES = List.of("evently-1", "evently-2", "evently-3");

    private static Yaml service(String name) {
        assertThat(COMPOSE.get("services").keys()).contains(name);
        return COMPOSE.get("services", name);
    }

    @Test
    void nodesAreEachOthersSeeds() {
        for (String name : NODES) {
            Yaml node = service(name);
            Yaml settings = node.get("environment");
            assertThat(settings.get("EVENTLY_CLUSTER_HOST").text())
                    .isEqualTo(name)
                    .isEqualTo(node.get("hostname").text());
            String port = settings.get("EVENTLY_CLUSTER_PORT").text();
            assertThat(settings.get("EVENTLY_SEED_NODES").text().split(","))
                    .containsExactlyElementsOf(
                            NODES.stream().map(seed -> seed + ":" + port).toList());
            assertThat(settings.get("EVENTLY_CLUSTER_DISCOVERY").exists()).isFalse();
        }
    }

    @Test
    void nodesArePublishedOnLoopbackAndNotTwiceOnAPort() {
        Set<String> ports = new TreeSet<>();
        for (String name : COMPOSE.get("services").keys()) {
            for (String port : service(name).get("ports").texts()) {
                assertThat(port).startsWith("127.0.0.1:");
                assertThat(ports.add(port.split(":")[1])).as(port).isTrue();
                if (NODES.contains(name)) {
                    assertThat(port)
                            .endsWith(":"
                                    + service(name)
                                            .get("environment", "EVENTLY_HTTP_PORT")
                                            .text());
                }
            }
        }
        assertThat(ports).hasSize(NODES.size() + 2);
    }

    /** security 39 */
    @Test
    void onlyNodesReachTheDatabases() {
        Set<String> there = new TreeSet<>();
        for (String name : COMPOSE.get("services").keys()) {
            List<String> networks = service(name).get("networks").texts();
            assertThat(networks).as(name).isNotEmpty();
            assertThat(COMPOSE.get("networks").keys()).containsAll(networks);
            if (networks.contains("databases")) {
                there.add(name);
            }
        }
        assertThat(there).containsExactlyInAnyOrder("postgres", "evently-1", "evently-2", "evently-3");
    }

    @Test
    void whatDependsOnSomethingNamesIt() {
        for (String name : COMPOSE.get("services").keys()) {
            for (String other : service(name).get("depends_on").keys()) {
                assertThat(service(other).get("healthcheck").exists()).isTrue();
            }
            for (String secret : service(name).get("secrets").texts()) {
                assertThat(COMPOSE.get("secrets").keys()).contains(secret);
            }
        }
        for (String name : COMPOSE.get("services").keys()) {
            Yaml environment = service(name).get("environment");
            Set<String> read = new TreeSet<>();
            for (String variable : environment.keys()) {
                if (variable.endsWith("_FILE")) {
                    read.add(environment.get(variable).text());
                }
            }
            assertThat(read)
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(service(name).get("secrets").texts().stream()
                            .map(secret -> "/run/secrets/" + secret)
                            .toList());
        }
    }

    @Test
    void whatIsMountedExists() {
        List<String> own = COMPOSE.get("services").keys().stream()
                .flatMap(name -> service(name).get("volumes").texts().stream())
                .map(volume -> volume.split(":")[0])
                .toList();
        assertThat(own).hasSizeGreaterThan(5);
        for (String source : own) {
            if (source.startsWith("./")) {
                assertThat(Repository.has(HERE + source)).as(source).isTrue();
            } else {
                assertThat(COMPOSE.get("volumes").keys()).contains(source);
            }
        }
        Yaml build = service("evently-1").get("build");
        assertThat(Repository.has(HERE + build.get("context").text() + "/pom.xml"))
                .isTrue();
        assertThat(Repository.has(HERE + build.get("context").text() + "/"
                        + build.get("dockerfile").text()))
                .isTrue();
    }

    @Test
    void everyDatabaseIsMadeAndGiven() {
        Set<String> made = Repository.all("create database (\\w+);", Repository.read(HERE + "postgres/databases.sql"));
        for (int shard = 0; shard < 4; shard++) {
            String url = service("evently-2")
                    .get("environment", "EVENTLY_SHARD_" + shard + "_URL")
                    .text();
            assertThat(made)
                    .contains(Repository.all("^jdbc:postgresql://postgres:5432/(\\w+)$", url)
                            .iterator()
                            .next());
        }
        assertThat(made).hasSize(4);
    }

    /** Else a booking that was acknowledged would not survive a power cut, and a node would refuse to start. */
    @Test
    void postgresIsAsDurableAsTheEmbeddedOne() {
        List<String> told = service("postgres").get("command").texts().stream()
                .filter(word -> word.contains("="))
                .toList();
        assertThat(told).contains("fsync=on", "full_page_writes=on", "synchronous_commit=on", "max_connections=400");
        String embedded =
                Repository.read("persistence-schema/src/main/java/io/evently/database/embedded/EmbeddedServer.java");
        assertThat(told).allSatisfy(setting -> assertThat(embedded).contains("\"" + setting + "\""));
    }

    @Test
    void aStopIsWaitedForLongerThanItCanTake() {
        for (String name : NODES) {
            String period = service(name).get("stop_grace_period").text();
            assertThat(Duration.parse("PT" + period)).isGreaterThan(StopTime.longest());
        }
    }

    @Test
    void nodesAreAskedForTheirHealthWhereTheyListen() {
        Yaml node = service("evently-3");
        String command = node.get("healthcheck", "test", 3).text();
        assertThat(command)
                .contains(
                        "/dev/tcp/127.0.0.1/"
                                + node.get("environment", "EVENTLY_OPS_PORT").text(),
                        "GET /health/ready HTTP/1.1");
    }

    @Test
    void noSecretHasAValueHere() {
        Stream<Yaml> secrets = COMPOSE.get("services").everything().filter(place -> place.at()
                .matches(".*/environment/\\w*(SECRET|PASSWORD)\\w*"));
        assertThat(secrets).isNotEmpty().allSatisfy(place -> {
            assertThat(place.at()).endsWith("_FILE");
            assertThat(place.text()).startsWith("/run/secrets/");
        });
    }

    @Test
    void prometheusAsksTheNodesAndKnowsTheRules() {
        Yaml prometheus = Yaml.document(HERE + "prometheus/prometheus.yml");
        for (String file : prometheus.get("rule_files").texts()) {
            assertThat(Repository.has(HERE + "prometheus/" + file)).isTrue();
        }
        Yaml job = prometheus.get("scrape_configs", 0);
        assertThat(job.get("job_name").text()).isEqualTo("evently");
        assertThat(job.get("static_configs", 0, "targets").texts())
                .containsExactlyElementsOf(NODES.stream()
                        .map(name -> name + ":"
                                + service(name)
                                        .get("environment", "EVENTLY_OPS_PORT")
                                        .text())
                        .toList());
        Yaml inKubernetes = Yaml.document(HERE + "prometheus/kubernetes.yml").get("scrape_configs", 0);
        assertThat(inKubernetes.get("job_name").text())
                .isEqualTo(job.get("job_name").text());
        assertThat(Yaml.document("http-api/src/main/resources/openapi.yaml")
                        .get("paths")
                        .keys())
                .contains(
                        job.get("metrics_path").text(),
                        inKubernetes.get("metrics_path").text());
    }

    @Test
    void grafanaFindsDashboardsAndNumbers() {
        Yaml source = Yaml.document(HERE + "grafana/provisioning/datasources/prometheus.yaml")
                .get("datasources", 0);
        assertThat(source.get("url").text())
                .isEqualTo("http://prometheus:"
                        + service("prometheus").get("ports").texts().get(0).split(":")[2]);
        String folder = Yaml.document(HERE + "grafana/provisioning/dashboards/evently.yaml")
                .get("providers", 0, "options", "path")
                .text();
        assertThat(service("grafana").get("volumes").texts()).contains("./grafana/dashboards:" + folder + ":ro");
        Yaml dashboard = Yaml.document(HERE + "grafana/dashboards/flash-sale.json");
        assertThat(dashboard
                        .everything()
                        .filter(place -> place.at().endsWith("/datasource/uid"))
                        .map(Yaml::text))
                .isNotEmpty()
                .containsOnly(source.get("uid").text());
    }
}
