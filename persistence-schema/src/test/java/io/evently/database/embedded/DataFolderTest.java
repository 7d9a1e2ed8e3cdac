package io.evently.database.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.StartupRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path temporary;

    @Test
    void belongsToOneEventlyAtATime() {
        try (DataFolder mine = DataFolder.claim(temporary)) {
            assertThatThrownBy(() -> DataFolder.claim(mine.path()))
                    .isInstanceOf(StartupRefused.class)
                    .hasMessageContaining("already in use");
        }
        DataFolder.claim(temporary).close();
    }

    @Test
    void isRefusedToAnotherProcessWithAMessageThatNamesTheHolder() throws Exception {
        try (DataFolder mine = DataFolder.claim(temporary)) {
            // A refused claim inside this JVM must not drop the lock that other processes see.
            assertThatThrownBy(() -> DataFolder.claim(temporary)).isInstanceOf(StartupRefused.class);

            assertThat(claimInAnotherProcess(mine.path()))
                    .contains("in use by another Evently (process "
                            + ProcessHandle.current().pid() + ")");
        }
        assertThat(claimInAnotherProcess(temporary)).contains("claimed");
    }

    @Test
    void isMadeForItsOwnerOnly() throws IOException {
        try (DataFolder folder = DataFolder.claim(temporary.resolve("new"))) {
            assertThat(Files.getPosixFilePermissions(folder.path()))
                    .allMatch(permission -> permission.name().startsWith("OWNER_"));
        }
    }

    /** What the other process prints. */
    private static String claimInAnotherProcess(Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return output;
    }

    static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] folder) {
            try (DataFolder claimed = DataFolder.claim(Path.of(folder[0]))) {
                System.out.println("claimed " + claimed.path());
            } catch (StartupRefused refused) {
                System.out.println(refused.getMessage());
            }
        }
    }
}
