package io.evently.http.ops;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where health and metrics are served besides the API's port: {@code evently.ops} of the configuration.
 *
 * @param address empty: nowhere
 */
public record OpsSettings(Optional<InetSocketAddress> address) {

    private static final String PORT = "evently.ops.port";

    public static OpsSettings of(Config config) {
        String port = config.getString(PORT).strip();
        if (port.isEmpty()) {
            return new OpsSettings(Optional.empty());
        }
        try {
            String host = config.getString("evently.ops.host");
            return new OpsSettings(Optional.of(new InetSocketAddress(host, Integer.parseInt(port))));
        } catch (IllegalArgumentException e) {
            throw new ConfigException.BadValue(PORT, "EVENTLY_OPS_PORT must be a port, 0 (any free one) to 65535", e);
        }
    }
}
