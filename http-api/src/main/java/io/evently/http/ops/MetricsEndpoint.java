package io.evently.http.ops;

import io.evently.http.answer.Reply;
import io.evently.http.route.Endpoint;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;

/** {@code /metrics} in Prometheus' text format. */
public final class MetricsEndpoint {

    private static final ContentType TEXT = ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

    private MetricsEndpoint() {}

    /** A registry that already knows about the JVM: memory, collections, threads, processor time. */
    @SuppressWarnings("resource") // The collector listens for pauses as long as the process lives.
    public static PrometheusMeterRegistry registry() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        LostLogLines.bindTo(registry);
        return registry;
    }

    /** The route. What it shows is a second old at most. */
    public static Endpoint of(PrometheusMeterRegistry registry) {
        var page =
                new CachedReply(() -> Reply.bytes(200, TEXT, registry.scrape().getBytes(StandardCharsets.UTF_8)));
        return Endpoint.operational("/metrics", call -> page.get());
    }
}
