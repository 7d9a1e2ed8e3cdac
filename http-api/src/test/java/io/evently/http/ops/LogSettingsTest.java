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
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

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
