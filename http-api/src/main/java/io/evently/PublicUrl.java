package io.evently;

import com.typesafe.config.Config;
import io.evently.database.StartupRefused;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where people reach Evently: links in mails begin with it. */
final class PublicUrl {

    private static final Logger log = LoggerFactory.getLogger(PublicUrl.class);

    private static final String VARIABLE = "EVENTLY_PUBLIC_URL";

    /** Where a server listens, and nobody is. */
    private static final Set<String> ALL_ADDRESSES = Set.of("0.0.0.0", "[::]", "[0:0:0:0:0:0:0:0]");

    private PublicUrl() {}

    /**
     * As it is set, or by host and port of the API; without a slash at its end.
     *
     * @throws StartupRefused if it is no URL that a page can be below
     */
    static URI of(Config config) {
        Config http = config.getConfig("evently.http");
        String given = http.getString("public-url").strip();
        if (!given.isEmpty()) {
            return parse(given);
        }
        String host = http.getString("host");
        String address = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return URI.create("http://" + address + ":" + http.getInt("port"));
    }

    /** Says so if links in mails would lead nowhere. */
    static void mustLeadSomewhere(Config config) {
        URI url = of(config);
        if (ALL_ADDRESSES.contains(url.getHost())) {
            log.warn("Links in mails begin with {}, where nobody gets to: set {}", url, VARIABLE);
        }
    }

    private static URI parse(String given) {
        try {
            URI url = new URI(given);
            boolean usable = ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
            if (usable) {
                return URI.create(given.replaceFirst("/+$", ""));
            }
        } catch (URISyntaxException e) {
            throw refused(e);
        }
        throw refused(null);
    }

    private static StartupRefused refused(Exception why) {
        return new StartupRefused(
                VARIABLE + " must be the address people reach Evently at, such as https://tickets.example.org, without"
                        + " user, query and fragment.",
                why);
    }
}
