package io.evently.http.ops;

import static net.logstash.logback.argument.StructuredArguments.kv;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log settings Evently ships with. */
class LogSettingsTest {

    @Test
    void aLineIsTextForPeople() throws Exception {
        String out =
                printed("text", context -> context.getLogger("io.evently.x").info("{}", kv("status", 503)));
        assertThat(out).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z INFO {2}io.evently.x status=503\\R");
    }

    @Test
    void aLineIsAnObjectForMachines() throws Exception {
        String out =
                printed("json", context -> context.getLogger("io.evently.x").info("{}", kv("status", 503)));
        JsonNode line = new ObjectMapper().readTree(out);
        assertThat(line.path("status").asInt()).isEqualTo(503);
        assertThat(line.path("level").asText()).isEqualTo("INFO");
        assertThat(line.path("@timestamp").asText()).endsWith("Z");
    }

    @Test
    void requestsAreLoggedOnlyWhenAskedFor() throws Exception {
        assertThat(printed("text", context -> context.getLogger("io.evently.access")
                        .debug("a request")))
                .isEmpty();
    }

    /** Pools of four databases have 45 connections, and a cut has all of them at once. */
    @Test
    void aConnectionThatTheDatabaseCutIsNotTold() throws Exception {
        var cut = new SQLException("terminating connection due to administrator command", "57P01");
        assertThat(printed("text", context -> {
                    context.getLogger("com.zaxxer.hikari.pool.ProxyConnection").warn("marked as broken", cut);
                    context.getLogger("com.zaxxer.hikari.pool.PoolBase").warn("Failed to validate connection", cut);
                }))
                .isEmpty();
    }

    @Test
    void aFloodLosesLinesAndCountsThem() throws Exception {
        var registry = new SimpleMeterRegistry();
        LostLogLines.bindTo(registry);
        var blocked = new BlockedOutput();
        printed("text", blocked, context -> {
            for (int i = 0; i < 20_000; i++) {
                context.getLogger("io.evently.x").info("line");
            }
            blocked.open();
        });
        assertThat(registry.get("evently.log.lost").functionCounter().count()).isBetween(10_000.0, 12_000.0);
    }

    @Test
    void theSecurityLogIsJsonBesideTextAndHeardAtAnyLevel() throws Exception {
        System.setProperty("EVENTLY_LOG_LEVEL", "ERROR");
        try {
            String out = printed("text", LogSettingsTest::logsIn);
            JsonNode line = new ObjectMapper().readTree(out);
            assertThat(line.path("kind").asText()).isEqualTo("log-in");
            assertThat(line.path("details").path("role").asText()).isEqualTo("admin");
            assertThat(line.path("omitted").asLong()).isEqualTo(7);
            assertThat(line.path("logger").asText()).isEqualTo("io.evently.security");
            assertThat(line.properties()).hasSize(4);
            assertThat(out.lines()).hasSize(1);
        } finally {
            System.clearProperty("EVENTLY_LOG_LEVEL");
        }
    }

    @Test
    void theSecurityLogWaitsForItsConsoleAndLosesNothing() throws Exception {
        var bytes = new ByteArrayOutputStream();
        printed("json", bytes, context -> {
            for (int i = 0; i < 10_000; i++) {
                logsIn(context);
            }
        });
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).hasSize(10_000);
    }

    @Test
    void theSecurityLogMayHaveAFileOfItsOwn(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("logs").resolve("security.log");
        System.setProperty("EVENTLY_SECURITY_LOG", file.toString());
        try {
            assertThat(printed("text", LogSettingsTest::logsIn)).isEmpty();
            assertThat(SecurityLogFile.unusable()).isEmpty();
            assertThat(new ObjectMapper()
                            .readTree(Files.readString(file))
                            .path("kind")
                            .asText())
                    .isEqualTo("log-in");
        } finally {
            System.clearProperty("EVENTLY_SECURITY_LOG");
        }
    }

    private static void logsIn(LoggerContext context) {
        context.getLogger("io.evently.security")
                .atInfo()
                .addKeyValue("kind", "log-in")
                .addKeyValue("details", Map.of("role", "admin"))
                .addKeyValue("omitted", 7L)
                .log("log-in ok");
    }

    private static String printed(String format, Consumer<LoggerContext> logging) throws JoranException, IOException {
        var bytes = new ByteArrayOutputStream();
        printed(format, bytes, logging);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void printed(String format, OutputStream out, Consumer<LoggerContext> logging)
            throws JoranException {
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            var context = new LoggerContext();
            context.setMDCAdapter(new LogbackMDCAdapter());
            context.putProperty("EVENTLY_LOG_FORMAT", format);
            var configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(LogSettingsTest.class.getResource("/logback.xml"));
            assertThat(context.getStatusManager().getCopyOfStatusList())
                    .noneMatch(status -> status.getLevel() >= Status.WARN);
            logging.accept(context);
            context.stop();
        } finally {
            System.setOut(before);
        }
    }

    /** A console that stands still until somebody reads it. */
    private static final class BlockedOutput extends OutputStream {
        private final CountDownLatch open = new CountDownLatch(1);

        void open() {
            open.countDown();
        }

        @Override
        public void write(int b) {
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
