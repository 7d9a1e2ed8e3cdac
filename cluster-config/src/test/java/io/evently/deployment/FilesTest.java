package io.evently.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What deployment is written in can be read, and names what exists. */
class FilesTest {

    private static final String HERE = "cluster-config/";

    @TestFactory
    Stream<DynamicTest> everyFileParses() {
        List<String> files = Repository.deployment().stream()
                .filter(file -> file.matches(".*\\.(ya?ml|json)"))
                .toList();
        assertThat(files).hasSizeGreaterThan(12);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        file, () -> assertThat(Yaml.documents(file)).allMatch(Yaml::exists)));
    }

    /** HOCON knows nearly all of them; Logback reads those of the log itself. */
    @Test
    void everySettingIsOneThatTheProgramReads() {
        Set<String> read = new TreeSet<>();
        for (String file : Repository.files(HERE + "src/main/resources")) {
            read.addAll(Repository.all("\\$\\{\\?(EVENTLY_\\w+)}", Repository.read(file)));
        }
        read.addAll(
                Repository.all("\\$\\{(EVENTLY_\\w+):-", Repository.read("http-api/src/main/resources/logback.xml")));
        assertThat(read).contains("EVENTLY_HTTP_PORT", "EVENTLY_TRUSTED_PROXIES", "EVENTLY_LOG_FORMAT");

        Set<String> named = new TreeSet<>();
        for (String file : Repository.deployment()) {
            // Scripts have variables of their own.
            if (!file.endsWith(".sh")) {
                named.addAll(Repository.all("(?<![A-Z_])(EVENTLY_[A-Z0-9_]+\\w)(?![A-Z_*…])", Repository.read(file)));
            }
        }
        assertThat(named).hasSizeGreaterThan(15);
        named.removeAll(read);
        assertThat(named).as("named and never read").isEmpty();
    }

    /** Who looks for a setting looks there. */
    @Test
    void theFileOfSettingsNamesThoseOfTheLog() {
        assertThat(Repository.read(HERE + "src/main/resources/evently.conf"))
                .contains(Repository.all(
                        "\\$\\{(EVENTLY_\\w+):-", Repository.read("http-api/src/main/resources/logback.xml")));
    }

    @Test
    void whatTheImageIsMadeOfExists() {
        String recipe = Repository.read(HERE + "Dockerfile");
        assertThat(Repository.all("-P(\\w+)", recipe)).containsExactly("dist");
        assertThat(Repository.read("pom.xml")).contains("<id>dist</id>");
        String module = Repository.all("-pl ([\\w-]+)", recipe).iterator().next();
        String folder = Repository.all("COPY --from=build .*/src/" + module + "/target/(\\S+) ", recipe)
                .iterator()
                .next();
        assertThat(Repository.read(module + "/pom.xml")).contains("${project.build.directory}/" + folder);
        String main = Repository.all("\"(io\\.[\\w.]+)\"", recipe).iterator().next();
        assertThat(Repository.has(module + "/src/main/java/" + main.replace('.', '/') + ".java"))
                .isTrue();
    }

    /** Anything but a profile with a goal of its own ends with "No goals have been specified". */
    @Test
    void everyCommandThatWeTellPeopleToTypeHasAProfileWithAGoal() {
        Set<String> profiles = Repository.all(
                "<profile>\\s+<id>([\\w-]+)</id>(?:(?!</profile>)[\\s\\S])*<defaultGoal>", Repository.read("pom.xml"));
        assertThat(profiles).contains("run", "bench");

        Set<String> named = new TreeSet<>();
        for (String folder : List.of("cluster-config", "engine", "http-api", "loadtest", "persistence-schema")) {
            for (String file : Repository.files(folder)) {
                if (file.matches(".*\\.(md|java|sql|xml|conf|sh|yml)") && !file.contains("/target/")) {
                    named.addAll(commands(file));
                }
            }
        }
        for (String file : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "pom.xml")) {
            named.addAll(commands(file));
        }
        assertThat(named).contains("run", "rotate-key", "rotate-index", "verify-audit");
        named.removeAll(profiles);
        assertThat(named).as("told to people, and without a goal").isEmpty();
    }

    private static Set<String> commands(String file) {
        return Repository.all("\\bmvn (?:-B )?-P([a-z][a-z-]*)", Repository.read(file));
    }

    /** Else the next build of the clone, and each of these commands builds, writes the classes of what runs. */
    @Test
    void whatAClonesCommandsRunIsACopyOfItsClasses() {
        String pom = Repository.read("http-api/pom.xml");
        assertThat(Repository.all("<mainClass>([^<]+)</mainClass>", pom)).containsExactly("io.evently.RunFromCopy");
        Set<String> programs = Repository.all("<evently.main>([^<]+)</evently.main>", pom);
        assertThat(programs).contains("io.evently.Main").hasSize(pom.split("<goal>java</goal>").length - 1);

        for (String script : List.of("backup.sh", "restore.sh")) {
            String text = Repository.read(HERE + script);
            programs.addAll(Repository.all("-Devently.main=(\\S+) io.evently.RunFromCopy \"\\$@\"", text));
            assertThat(text.split("\\bjava -")).as(script).hasSize(2);
        }
        assertThat(programs)
                .contains("io.evently.BackupDatabases", "io.evently.RestoreDatabases")
                .allMatch(program -> Repository.has("http-api/src/main/java/" + program.replace('.', '/') + ".java"));
        assertThat(Repository.read(".gitignore").lines()).contains("/.run/");
        assertThat(Repository.read(HERE + "Dockerfile.dockerignore").lines()).contains(".run");
    }

    /** It runs as nobody in particular, and keeps no secret in its layers. */
    @Test
    void theImageIsNotRootAndHoldsNoSecret() {
        String recipe = Repository.read(HERE + "Dockerfile");
        assertThat(recipe).containsPattern("(?m)^USER [1-9]\\d*:[1-9]\\d*$");
        assertThat(recipe).doesNotContain("SECRET", "PASSWORD", "MASTER_KEY");
        List<String> ignored =
                Repository.read(HERE + "Dockerfile.dockerignore").lines().toList();
        assertThat(ignored).contains("**/data", HERE + ".env", HERE + "secrets", HERE + "kubernetes/secret.yaml");
    }

    /** security 36: everybody on a machine may read the arguments of a process; what it reads is its own. */
    @Test
    void noPasswordAndNoTokenIsAnArgumentOfOurScript() {
        List<String> calls = callsOfCurl(HERE + "three-nodes.sh");
        assertThat(calls).hasSizeGreaterThan(2).allSatisfy(call -> assertThat(call)
                .doesNotContainIgnoringCase("password")
                .doesNotContainIgnoringCase("bearer"));
    }

    @Test
    void noPasswordAndNoTokenIsAnArgumentInWhatWeTellPeopleToPaste() {
        for (String text : List.of(
                "README.md",
                "http-api/docs/a-fair-queue.md",
                HERE + "README.md",
                "http-api/src/main/java/io/evently/Banner.java")) {
            assertThat(callsOfCurl(text)).as(text).allSatisfy(call -> assertThat(call)
                    .doesNotContainIgnoringCase("password")
                    .doesNotContainIgnoringCase("bearer"));
        }
        assertThat(callsOfCurl("README.md")).hasSizeGreaterThan(3);
        assertThat(callsOfCurl("http-api/docs/a-fair-queue.md")).hasSizeGreaterThan(6);
    }

    /** Each with its arguments, up to the next program. */
    private static List<String> callsOfCurl(String file) {
        String text = Repository.read(file).replaceAll("(?m)\\\\+\\n\\s*", "");
        return text.lines()
                .flatMap(line -> Stream.of(line.split("\\|")))
                .filter(program -> program.contains("curl -s"))
                .toList();
    }

    @Test
    void secretsAreNotCommitted() {
        assertThat(Repository.read(HERE + ".gitignore").lines().toList())
                .contains("/.env", "/secrets/", "/kubernetes/secret.yaml");
    }
}
