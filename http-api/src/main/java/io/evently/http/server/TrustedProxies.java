package io.evently.http.server;

import io.evently.database.StartupRefused;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The proxies whose word about their clients is taken: networks that the operator names. */
public final class TrustedProxies {

    private final List<AddressRange> networks;

    private TrustedProxies(List<AddressRange> networks) {
        this.networks = networks;
    }

    /**
     * Reads {@code EVENTLY_TRUSTED_PROXIES}: networks or single addresses, comma-separated; empty for none.
     *
     * @throws StartupRefused naming what is neither
     */
    static TrustedProxies of(String setting) {
        List<AddressRange> networks = new ArrayList<>();
        for (String each : setting.split(",")) {
            String written = each.strip();
            if (!written.isEmpty()) {
                networks.add(AddressRange.parse(written)
                        .orElseThrow(() -> new StartupRefused("EVENTLY_TRUSTED_PROXIES: \"" + written
                                + "\" is neither an IP address nor a network such as 10.0.0.0/8 or fd00::/8.")));
            }
        }
        return new TrustedProxies(List.copyOf(networks));
    }

    public boolean isTrustedProxy(InetAddress address) {
        for (AddressRange network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
