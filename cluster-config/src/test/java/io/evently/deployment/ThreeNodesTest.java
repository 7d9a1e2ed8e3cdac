package io.evently.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code three-nodes.sh} in a clone, where Maven, Java and curl are stubs. */
class ThreeNodesTest {

    private static final List<String> PROCESSES = List.of("database", "node-1", "node-2", "node-3");

    @TempDir
    private Path folder;

    private Path clone;
    private Path cluster;

    @BeforeEach
    void aClone() throws IOException {
        clone = Files.createDirectories(folder.resolve("clone"));
        cluster = folder.resolve("cluster");
        write("clone/cluster-config/three-nodes.sh", Repository.read("cluster-config/three-nodes.sh"));
        // Builds what the file "build" says.
        stub(
                "mvn",
                "rm -rf http-api/target/evently",
                "mkdir -p http-api/target/evently/lib",
                "cp build http-api/target/evently/lib/evently.jar");
        stub(
                "java",
                "echo 'ready: a database/evently_3'",
                "echo \"$*\" > \"$EVENTLY_DATA_DIR.arguments\"",
                "exec sleep 100");
        // A node is ready when it has started.
        stub(
                "curl",
                "port=$(sed 's/.*:\\([0-9]*\\).*/\\1/' <<< \"$*\")",
                "[ -f \"$EVENTLY_CLUSTER_DIR/node-$((port - 8079)).arguments\" ]");
    }

    @AfterEach
    void end() throws IOException {
        for (String process : PROCESSES) {
            Path pid = cluster.resolve(process + ".pid");
            if (Files.exists(pid)) {
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @Test
    void aNodeThatStartsAgainHasTheNewBuildAndTheOthersKeepTheirs() throws Exception {
        write("clone/build", "the first");
        run("start");
        assertThat(PROCESSES).allSatisfy(process -> assertThat(buildOf(process)).isEqualTo("the first"));

        write("clone/build", "the second");
        die("node-2");
        run("start");

        assertThat(buildOf("node-2")).isEqualTo("the second");
        assertThat(List.of("database", "node-1", "node-3"))
                .allSatisfy(process -> assertThat(buildOf(process)).isEqualTo("the first"));
    }

    @Test
    void aNodeIsNotStartedWhereNothingIsBuilt() throws Exception {
        write("clone/build", "the first");
        run("start");
        die("node-2");
        Files.delete(clone.resolve("http-api/target/evently/lib/evently.jar"));
        Files.delete(clone.resolve("http-api/target/evently/lib"));

        Process script = script("start", "2");

        assertThat(printedBy(script)).contains("not built");
        assertThat(script.waitFor()).isEqualTo(1);
        assertThat(cluster.resolve("node-2.arguments")).doesNotExist();
    }

    /** As far as the script can see. */
    private void die(String process) throws IOException {
        Path pid = cluster.resolve(process + ".pid");
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
        Files.delete(pid);
        Files.delete(cluster.resolve(process + ".arguments"));
    }

    /** What is in the folder of jars that this process was given. */
    private String buildOf(String process) throws IOException {
        String arguments = Files.readString(cluster.resolve(process + ".arguments"));
        String classPath =
                Repository.all("-cp (\\S+)/\\* ", arguments).iterator().next();
        return Files.readString(Path.of(classPath, "evently.jar"));
    }

    private void run(String... arguments) throws Exception {
        Process script = script(arguments);
        String printed = printedBy(script);
        assertThat(script.waitFor()).as(printed).isZero();
    }

    private Process script(String... arguments) throws IOException {
        ProcessBuilder script = new ProcessBuilder(Stream.concat(
                        Stream.of(
                                "bash",
                                clone.resolve("cluster-config/three-nodes.sh").toString()),
                        Stream.of(arguments))
                .toList());
        script.environment().put("EVENTLY_CLUSTER_DIR", cluster.toString());
        script.environment().merge("PATH", folder.resolve("bin").toString(), (old, ours) -> ours + ":" + old);
        return script.redirectErrorStream(true).start();
    }

    private static String printedBy(Process script) throws IOException {
        return new String(script.getInputStream().readAllBytes(), UTF_8);
    }

    private void stub(String program, String... lines) throws IOException {
        Path file = write("bin/" + program, "#!/usr/bin/env bash\n" + String.join("\n", lines) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
