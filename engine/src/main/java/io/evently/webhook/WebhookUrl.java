package io.evently.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the address of a webhook may look like. Whether it may be told, its look-up says. */
public final class WebhookUrl {

    public static final int LONGEST = 2_048;

    private static final int MOST_PORTS = 65_535;

    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    private static final Pattern NAME = Pattern.compile("(?=.{1,254}$)" + LABEL + "(\\." + LABEL + ")*\\.?");

    /** Browsers take it for a number: 2130706433, 0x7f.1 and 0177.0.0.1 are 127.0.0.1. */
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9A-Fa-f]*)\\.?");

    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");

    private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]+]");

    private WebhookUrl() {}

    /**
     * Why it cannot be the address of a webhook; empty: nothing speaks against it.
     *
     * @param plainAllowed whether it may be {@code http}
     */
    public static Optional<String> problemWith(String url, boolean plainAllowed) {
        if (url.length() > LONGEST || !url.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            return Optional.of("must be at most " + LONGEST + " ASCII characters without spaces");
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.of("must be a URL");
        }
        String scheme = uri.getScheme();
        if (!"https".equalsIgnoreCase(scheme) && !(plainAllowed && "http".equalsIgnoreCase(scheme))) {
            return Optional.of(
                    plainAllowed
                            ? "must begin with https://, or http:// into a private network"
                            : "must begin with https://");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return Optional.of("must have neither user nor fragment");
        }
        return host(uri).isPresent() && uri.getPort() != 0 && uri.getPort() <= MOST_PORTS
                ? Optional.empty()
                : Optional.of("must name a host, as a domain name or an IP address in its usual form");
    }

    /** Its host, without brackets; empty: it has none. */
    private static Optional<String> host(URI uri) {
        String host = uri.getHost();
        if (host == null) {
            return Optional.empty();
        }
        boolean valid = ENDS_IN_NUMBER.matcher(host).matches()
                ? IPV4.matcher(host).matches()
                : IPV6.matcher(host).matches() || NAME.matcher(host).matches();
        return Optional.of(bare(host)).filter(found -> valid);
    }

    /** The host of a URL that has no problem. */
    public static String hostOf(URI url) {
        return bare(url.getHost());
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whether it is told with TLS. */
    public static boolean isTls(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    /** The port of a URL that has no problem. */
    public static int portOf(URI url) {
        return url.getPort() > 0 ? url.getPort() : isTls(url) ? 443 : 80;
    }
}
