package io.evently.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The manifests fit each other, the program and its settings. */
class KubernetesTest {

    private static final String FOLDER = "cluster-config/kubernetes/";
    private static final Yaml KUSTOMIZATION = Yaml.document(FOLDER + "kustomization.yaml");
    private static final Map<String, Yaml> OBJECTS = objects();

    private final Yaml set = object("StatefulSet", "evently");
    private final Yaml pod = set.get("spec", "template");
    private final Yaml node = pod.get("spec", "containers").named("evently");
    private final Map<String, String> settings = settings();

    /** What kustomize would apply, by "kind/name". */
    private static Map<String, Yaml> objects() {
        Map<String, Yaml> objects = new HashMap<>();
        for (String file : KUSTOMIZATION.get("resources").texts()) {
            for (Yaml object : Yaml.documents(FOLDER + file)) {
                String name = object.get("kind").text() + "/"
                        + object.get("metadata", "name").text();
                assertThat(objects.put(name, object)).as(name).isNull();
            }
        }
        return objects;
    }

    private static Yaml object(String kind, String name) {
        assertThat(OBJECTS).containsKey(kind + "/" + name);
        return OBJECTS.get(kind + "/" + name);
    }

    /** Of the image, over it the ConfigMap, over it the container's own. */
    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        Yaml map = object("ConfigMap", "evently").get("data");
        map.keys().forEach(name -> settings.put(name, map.get(name).text()));
        for (Yaml variable : node.get("env").items()) {
            Yaml value = variable.get("value");
            settings.put(variable.get("name").text(), value.exists() ? value.text() : "(made by Kubernetes)");
        }
        return settings;
    }

    @Test
    void everyManifestIsApplied() {
        List<String> files = new ArrayList<>(Repository.deployment());
        files.removeIf(file -> !file.matches(FOLDER + "[\\w.]+\\.yaml"));
        files.removeAll(List.of(FOLDER + "kustomization.yaml", FOLDER + "secret.example.yaml", FOLDER + "secret.yaml"));
        assertThat(KUSTOMIZATION.get("resources").texts())
                .map(file -> FOLDER + file)
                .containsExactlyInAnyOrderElementsOf(files);
        assertThat(OBJECTS.keySet())
                .contains(
                        "StatefulSet/evently",
                        "PodDisruptionBudget/evently",
                        "HorizontalPodAutoscaler/evently",
                        "NetworkPolicy/evently");
    }

    @Test
    void theImageIsThisVersion() {
        Yaml image = KUSTOMIZATION.get("images").named(node.get("image").text());
        assertThat(image.get("newTag").text())
                .isEqualTo(ConfigFactory.parseResources("version.conf").getString("evently.version"));
    }

    @Test
    void portsAreThoseTheNodeListensOn() {
        assertThat(port("http")).isEqualTo(Integer.parseInt(settings.get("EVENTLY_HTTP_PORT")));
        assertThat(port("ops")).isEqualTo(Integer.parseInt(settings.get("EVENTLY_OPS_PORT")));
        assertThat(port("remoting")).isEqualTo(Integer.parseInt(settings.get("EVENTLY_CLUSTER_PORT")));
        assertThat(port("management")).isEqualTo(Integer.parseInt(settings.get("EVENTLY_MANAGEMENT_PORT")));
        assertThat(settings)
                .as("loopback is nobody's address in a pod")
                .containsEntry("EVENTLY_HTTP_HOST", "0.0.0.0")
                .containsEntry("EVENTLY_OPS_HOST", "0.0.0.0")
                .containsEntry("EVENTLY_CLUSTER_BIND_HOST", "0.0.0.0");
    }

    @Test
    void servicesLeadToPortsThatExist() {
        for (String service : List.of("evently", "evently-nodes")) {
            Yaml spec = object("Service", service).get("spec");
            assertThat(spec.get("selector").value())
                    .isEqualTo(pod.get("metadata", "labels").value());
            for (Yaml port : spec.get("ports").items()) {
                String target = port.get("targetPort").text();
                assertThat(port(target)).isPositive();
                if (service.equals("evently-nodes")) {
                    assertThat(port.get("port").number()).isEqualTo(port(target));
                }
            }
        }
    }

    /** They are not ready before they have met. */
    @Test
    void nodesMayMeetBeforeTheyAreReady() {
        String name = set.get("spec", "serviceName").text();
        Yaml service = object("Service", name).get("spec");
        assertThat(service.get("clusterIP").text()).isEqualTo("None");
        assertThat(service.get("publishNotReadyAddresses").value()).isEqualTo(true);
        assertThat(set.get("spec", "podManagementPolicy").text()).isEqualTo("Parallel");
    }

    @Test
    void probesAskRoutesThatExist() {
        Set<String> routes = new TreeSet<>(Yaml.document("http-api/src/main/resources/openapi.yaml")
                .get("paths")
                .keys());
        Map<String, String> asked = new HashMap<>();
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            Yaml get = node.get(probe, "httpGet");
            assertThat(get.get("port").text()).isEqualTo("ops");
            assertThat(routes).contains(get.get("path").text());
            asked.put(probe, get.get("path").text());
        }
        assertThat(asked)
                .containsEntry("livenessProbe", "/health/live")
                .containsEntry("readinessProbe", "/health/ready");
    }

    /** A node that leaves must be off the balancer's list before it stops answering. */
    @Test
    void theListForgetsANodeWhileItStillAnswers() {
        Yaml probe = node.get("readinessProbe");
        int noticed = probe.get("periodSeconds").number()
                * probe.get("failureThreshold").number();
        Duration drain = evently().getDuration("evently.cluster.drain-time");
        assertThat(Duration.ofSeconds(noticed)).isLessThan(drain);
    }

    @Test
    void aStopIsWaitedForLongerThanItCanTake() {
        assertThat(Duration.ofSeconds(
                        pod.get("spec", "terminationGracePeriodSeconds").number()))
                .isGreaterThan(StopTime.longest());
        assertThat(StopTime.longest()).isGreaterThan(Duration.ofSeconds(60));
    }

    @Test
    void discoveryFindsThePodsAndMayAsk() {
        Config discovery = ConfigFactory.parseResources("discovery.conf");
        String selector = discovery
                .getString("pekko.discovery.kubernetes-api.pod-label-selector")
                .formatted(settings.get("EVENTLY_CLUSTER_SERVICE"));
        Yaml labels = pod.get("metadata", "labels");
        assertThat(labels.keys().stream().map(key -> key + "=" + labels.get(key).text()))
                .contains(selector);
        assertThat(settings).containsEntry("EVENTLY_CLUSTER_DISCOVERY", "kubernetes-api");
        String portName = discovery.getString("pekko.management.cluster.bootstrap.contact-point-discovery.port-name");
        assertThat(port(portName)).isEqualTo(Integer.parseInt(settings.get("EVENTLY_MANAGEMENT_PORT")));
        assertThat(node.get("env")
                        .named("EVENTLY_CLUSTER_HOST")
                        .get("valueFrom", "fieldRef", "fieldPath")
                        .text())
                .isEqualTo("status.podIP");

        String account = pod.get("spec", "serviceAccountName").text();
        object("ServiceAccount", account);
        Yaml binding = object("RoleBinding", "evently-discovery");
        Yaml subject = binding.get("subjects", 0);
        assertThat(subject.get("kind").text()).isEqualTo("ServiceAccount");
        assertThat(subject.get("name").text()).isEqualTo(account);
        assertThat(subject.get("namespace").text())
                .isEqualTo(KUSTOMIZATION.get("namespace").text());
        object("Namespace", subject.get("namespace").text());
        Yaml role = object(
                binding.get("roleRef", "kind").text(),
                binding.get("roleRef", "name").text());
        assertThat(role.get("rules").items()).hasSize(1);
        assertThat(role.get("rules", 0, "resources").texts()).containsExactly("pods");
        assertThat(role.get("rules", 0, "verbs").texts()).containsExactly("list");
    }

    @Test
    void twoClustersCannotForm() {
        int together = object("HorizontalPodAutoscaler", "evently")
                .get("spec", "minReplicas")
                .number();
        assertThat(Integer.parseInt(settings.get("EVENTLY_CLUSTER_CONTACT_POINTS")))
                .isGreaterThan(together / 2)
                .isLessThanOrEqualTo(together);
        assertThat(settings).doesNotContainKey("EVENTLY_SEED_NODES");
        assertThat(set.get("spec", "replicas").exists())
                .as("the autoscaler's alone")
                .isFalse();
    }

    @Test
    void selectorsMeanThePodsOfTheSet() {
        Object labels = pod.get("metadata", "labels").value();
        assertThat(set.get("spec", "selector", "matchLabels").value()).isEqualTo(labels);
        assertThat(object("PodDisruptionBudget", "evently")
                        .get("spec", "selector", "matchLabels")
                        .value())
                .isEqualTo(labels);
        assertThat(object("NetworkPolicy", "evently")
                        .get("spec", "podSelector", "matchLabels")
                        .value())
                .isEqualTo(labels);
        List<Yaml> spread = pod.get("spec", "topologySpreadConstraints").items();
        assertThat(spread).isNotEmpty();
        spread.forEach(constraint -> assertThat(
                        constraint.get("labelSelector", "matchLabels").value())
                .isEqualTo(labels));
    }

    @Test
    void nodesComeManyAndGoOneAtATime() {
        Yaml scaler = object("HorizontalPodAutoscaler", "evently").get("spec");
        Yaml target = scaler.get("scaleTargetRef");
        assertThat(target.get("apiVersion").text())
                .isEqualTo(set.get("apiVersion").text());
        assertThat(target.get("kind").text()).isEqualTo(set.get("kind").text());
        assertThat(target.get("name").text())
                .isEqualTo(set.get("metadata", "name").text());
        Yaml down = scaler.get("behavior", "scaleDown");
        assertThat(down.get("policies").items()).hasSize(1);
        assertThat(down.get("policies", 0, "value").number()).isEqualTo(1);
        assertThat(down.get("policies", 0, "periodSeconds").number())
                .isGreaterThan(pod.get("spec", "terminationGracePeriodSeconds").number());
        assertThat(object("PodDisruptionBudget", "evently")
                        .get("spec", "maxUnavailable")
                        .number())
                .isEqualTo(1);
        assertThat(node.get("resources", "requests", "cpu").exists())
                .as("a share of it is what the autoscaler goes by")
                .isTrue();
    }

    /** Whoever reaches remoting or management commands the cluster. */
    @Test
    void onlyNodesReachRemotingAndManagement() {
        for (Yaml rule :
                object("NetworkPolicy", "evently").get("spec", "ingress").items()) {
            List<String> ports = rule.get("ports").items().stream()
                    .map(port -> port.get("port").text())
                    .toList();
            assertThat(ports).isNotEmpty().allSatisfy(port -> assertThat(port(port))
                    .isPositive());
            if (!ports.equals(List.of("http")) && !ports.equals(List.of("ops"))) {
                assertThat(rule.get("from").items()).hasSize(1);
                assertThat(rule.get("from", 0).keys()).containsExactly("podSelector");
                assertThat(rule.get("from", 0, "podSelector", "matchLabels").value())
                        .isEqualTo(pod.get("metadata", "labels").value());
            }
        }
    }

    @Test
    void whatIsMountedAndReadIsThere() {
        Map<String, Yaml> secrets = new HashMap<>();
        Yaml.documents(FOLDER + "secret.example.yaml")
                .forEach(secret -> secrets.put(secret.get("metadata", "name").text(), secret.get("stringData")));
        for (Yaml source : node.get("envFrom").items()) {
            if (source.get("secretRef").exists()) {
                assertThat(secrets).containsKey(source.get("secretRef", "name").text());
            } else {
                object("ConfigMap", source.get("configMapRef", "name").text());
            }
        }
        for (Yaml mount : node.get("volumeMounts").items()) {
            pod.get("spec", "volumes").named(mount.get("name").text());
        }
        Yaml mount = node.get("volumeMounts").named("secrets");
        Yaml volume = pod.get("spec", "volumes").named("secrets").get("projected");
        Set<String> mounted = new TreeSet<>();
        for (Yaml source : volume.get("sources").items()) {
            secrets.get(source.get("secret", "name").text())
                    .keys()
                    .forEach(file -> mounted.add(mount.get("mountPath").text() + "/" + file));
        }
        Set<String> read = new TreeSet<>();
        settings.forEach((name, value) -> {
            if (name.endsWith("_FILE")) {
                read.add(value);
            }
        });
        assertThat(read).hasSize(4).isEqualTo(mounted);
        assertThat(volume.get("defaultMode").number())
                .as("nobody else reads it")
                .isEqualTo(0440);
        assertThat(secrets.get("evently").keys())
                .containsExactlyInAnyOrder(
                        "EVENTLY_DATABASE_USER",
                        "EVENTLY_SHARD_0_URL",
                        "EVENTLY_SHARD_1_URL",
                        "EVENTLY_SHARD_2_URL",
                        "EVENTLY_SHARD_3_URL");
        assertThat(settings.keySet())
                .as("neither a ConfigMap nor an environment is a place for secrets")
                .noneMatch(name -> name.matches(".*(SECRET|PASSWORD|SHARD).*(?<!_FILE)"));
    }

    /** What the namespace demands (Pod Security Standards, restricted), and a little more. */
    @Test
    void podsHaveNoRights() {
        assertThat(object("Namespace", "evently")
                        .get("metadata", "labels", "pod-security.kubernetes.io/enforce")
                        .text())
                .isEqualTo("restricted");
        Yaml security = pod.get("spec", "securityContext");
        assertThat(security.get("runAsNonRoot").value()).isEqualTo(true);
        assertThat(Repository.all("(?m)^USER (\\d+):", Repository.read("cluster-config/Dockerfile")))
                .containsExactly(security.get("runAsUser").text());
        assertThat(security.get("seccompProfile", "type").text()).isEqualTo("RuntimeDefault");
        Yaml own = node.get("securityContext");
        assertThat(own.get("allowPrivilegeEscalation").value()).isEqualTo(false);
        assertThat(own.get("readOnlyRootFilesystem").value()).isEqualTo(true);
        assertThat(own.get("capabilities", "drop").texts()).containsExactly("ALL");
    }

    /** YAML takes on for true and 8080 for a number; Kubernetes takes neither. */
    @Test
    void valuesOfSettingsAreTexts() {
        assertThat(object("ConfigMap", "evently").get("data").everything().skip(1))
                .allMatch(place -> place.value() instanceof String);
        assertThat(node.get("env").everything().filter(place -> place.at().endsWith("/value")))
                .allMatch(place -> place.value() instanceof String);
    }

    private int port(String name) {
        return node.get("ports").named(name).get("containerPort").number();
    }

    private static Config evently() {
        return ConfigFactory.parseResources("evently.conf").resolve();
    }
}
