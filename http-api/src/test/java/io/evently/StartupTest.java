package io.evently;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.embedded.DataFolder;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An Evently that cannot start says why in one sentence, ends with 1, and leaves nothing running. */
class StartupTest {

    private static final String URL = "jdbc:postgresql://127.0.0.1:1/evently_";

    @TempDir
    private Path folder;

    @Test
    void aTakenPortIsNamedAndPostgresStopsAgain() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Path data = folder.resolve("data");

            String sentence = refusal(Map.of(
                    "EVENTLY_DATA_DIR", data.toString(),
                    "EVENTLY_HTTP_PORT", Integer.toString(taken.getLocalPort())));

            assertThat(sentence)
                    .contains("Port " + taken.getLocalPort() + " of 127.0.0.1 is taken")
                    .contains("EVENTLY_HTTP_PORT");
            assertThat(data.resolve("postgres/PG_VERSION")).as("it had started").exists();
            assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
            DataFolder.claim(data).close();
        }
    }

    @Test
    void aTakenDataFolderIsNamedAndLeftAlone() throws Exception {
        try (DataFolder taken = DataFolder.claim(folder.resolve("data"))) {
            String sentence = refusal(Map.of("EVENTLY_DATA_DIR", taken.path().toString()));

            assertThat(sentence)
                    .contains(taken.path() + " is in use by another Evently (process "
                            + ProcessHandle.current().pid() + ")")
                    .contains("EVENTLY_DATA_DIR");
            assertThat(taken.resolve("postgres")).doesNotExist();
        }
    }

    static Stream<Arguments> settingsThatDoNotFit() {
        return Stream.of(
                Arguments.of(
                        "two of the four databases",
                        Map.of("EVENTLY_SHARD_0_URL", URL + "0", "EVENTLY_SHARD_3_URL", URL + "3"),
                        "only 2 of the four are set"),
                Arguments.of(
                        "no URL of a database, with a password in it",
                        Map.of("EVENTLY_SHARD_0_URL", "jdbc:postgres://127.0.0.1:1/x?user=u&password=hunter2"),
                        "EVENTLY_SHARD_0_URL is no JDBC URL"),
                Arguments.of(
                        "a secret that is nowhere",
                        Map.of("EVENTLY_ADMIN_PASSWORD_FILE", "hunter2-hunter2"),
                        "EVENTLY_ADMIN_PASSWORD_FILE"),
                Arguments.of(
                        "a login of requests without a password",
                        Map.of("EVENTLY_DATABASE_API_USER", "evently_api"),
                        "EVENTLY_DATABASE_API_PASSWORD"),
                Arguments.of(
                        "databases without secrets",
                        Map.of(
                                "EVENTLY_SHARD_0_URL", URL + "0",
                                "EVENTLY_SHARD_1_URL", URL + "1",
                                "EVENTLY_SHARD_2_URL", URL + "2",
                                "EVENTLY_SHARD_3_URL", URL + "3"),
                        "EVENTLY_JWT_SECRET and EVENTLY_MASTER_KEY_FILE must be given"),
                Arguments.of(
                        "seed nodes with one secret of two",
                        Map.of(
                                "EVENTLY_SEED_NODES", "127.0.0.1:25520",
                                "EVENTLY_JWT_SECRET", "a secret of 32 bytes, or a few more"),
                        "EVENTLY_JWT_SECRET and EVENTLY_MASTER_KEY_FILE must be given"),
                Arguments.of(
                        "two ways to find each other",
                        Map.of(
                                "EVENTLY_SEED_NODES", "127.0.0.1:25520",
                                "EVENTLY_CLUSTER_DISCOVERY", "kubernetes-api",
                                "EVENTLY_JWT_SECRET", "a secret of 32 bytes, or a few more",
                                "EVENTLY_MASTER_KEY_FILE", "pom.xml"),
                        "EVENTLY_SEED_NODES and EVENTLY_CLUSTER_DISCOVERY exclude each other"),
                Arguments.of(
                        "a secret that can be guessed", Map.of("EVENTLY_JWT_SECRET", "secret"), "EVENTLY_JWT_SECRET"),
                Arguments.of("no number for a port", Map.of("EVENTLY_HTTP_PORT", "http"), "evently.http.port"),
                Arguments.of("a port that cannot be", Map.of("EVENTLY_HTTP_PORT", "65536"), "EVENTLY_HTTP_PORT"),
                Arguments.of("no port for operations", Map.of("EVENTLY_OPS_PORT", "ops"), "EVENTLY_OPS_PORT"),
                Arguments.of("a short password", Map.of("EVENTLY_ADMIN_PASSWORD", "letmein"), "EVENTLY_ADMIN_PASSWORD"),
                Arguments.of("no address", Map.of("EVENTLY_ADMIN_EMAIL", "admin"), "EVENTLY_ADMIN_EMAIL"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settingsThatDoNotFit")
    void settingsThatDoNotFitAreRefusedBeforeAnythingStarts(String what, Map<String, String> settings, String reason)
            throws Exception {
        Path data = folder.resolve("data");
        Map<String, String> all = new HashMap<>(settings);
        all.put("EVENTLY_DATA_DIR", data.toString());

        assertThat(refusal(all)).contains(reason).doesNotContain("hunter2");
        assertThat(data.resolve("postgres")).doesNotExist();
    }

    /** Starts an Evently with these settings and returns what it says on its standard error when it gives up. */
    private String refusal(Map<String, String> settings) throws IOException, InterruptedException {
        File said = folder.resolve("stderr").toFile();
        ProcessBuilder evently = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        // It ends within seconds.
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.evently.Main")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(said);
        evently.environment().keySet().removeIf(name -> name.startsWith("EVENTLY_"));
        evently.environment().putAll(settings);
        Process process = evently.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended").isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
        } finally {
            process.destroyForcibly();
        }
        String sentence = Files.readString(said.toPath()).strip();
        assertThat(sentence).startsWith("Evently did not start: ").hasLineCount(1);
        return sentence;
    }
}
