package io.evently;

import io.evently.database.StartupRefused;
import io.evently.http.ops.AccountPages;
import io.evently.http.ops.DocsEndpoints;
import io.evently.http.ops.HealthEndpoints;
import io.evently.http.ops.MetricsEndpoint;
import io.evently.http.ops.OpsServer;
import io.evently.http.ops.OpsSettings;
import io.evently.http.ops.Readiness;
import io.evently.http.route.Endpoint;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What those see who run a node or explore it: health, metrics, documentation. Health and metrics are on the API's port
 * and, if the operator says so, on one of their own.
 *
 * @param server on the port of their own
 * @param endpoints what the API's port has of it
 */
record OperationsEndpoints(HealthEndpoints health, Optional<OpsServer> server, List<Endpoint> endpoints)
        implements AutoCloseable {

    /**
     * Looks at readiness from now on, and answers on the port of its own.
     *
     * @throws StartupRefused if that port is taken
     */
    static OperationsEndpoints open(OpsSettings settings, List<Readiness> conditions, PrometheusMeterRegistry metrics) {
        HealthEndpoints health = HealthEndpoints.watch(conditions);
        List<Endpoint> machines = new ArrayList<>(health.endpoints());
        machines.add(MetricsEndpoint.of(metrics));
        List<Endpoint> all = new ArrayList<>(machines);
        all.addAll(DocsEndpoints.all());
        all.addAll(AccountPages.all());
        return new OperationsEndpoints(
                health, settings.address().map(address -> listen(address, machines, metrics)), List.copyOf(all));
    }

    /** Where the port of its own is. */
    Optional<InetSocketAddress> address() {
        return server.map(OpsServer::address);
    }

    @Override
    public void close() {
        server.ifPresent(OpsServer::close);
        health.close();
    }

    private static OpsServer listen(
            InetSocketAddress address, List<Endpoint> endpoints, PrometheusMeterRegistry metrics) {
        try {
            return OpsServer.start(address, endpoints, metrics);
        } catch (IOException taken) {
            throw new StartupRefused(
                    "Port %d of %s is taken or not allowed; set EVENTLY_OPS_PORT to another one (%s)."
                            .formatted(address.getPort(), address.getHostString(), taken.getMessage()),
                    taken);
        }
    }
}
