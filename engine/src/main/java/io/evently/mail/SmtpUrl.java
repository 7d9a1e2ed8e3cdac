package io.evently.mail;

import io.evently.database.StartupRefused;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * A server for mails: {@code smtp://user:password@host:port}, which must offer STARTTLS unless it is on this machine or
 * {@code ?starttls=optional} says otherwise, or {@code smtps://…}, where TLS comes first. What is reserved in a URL is
 * written as {@code %40}.
 *
 * @param user null: without authentication
 */
record SmtpUrl(String host, int port, String user, String password, boolean isTls, boolean mustStartTls) {

    /** RFC 8314 and RFC 6409. */
    private static final int TLS_PORT = 465;

    private static final int SUBMISSION_PORT = 587;

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    /** @throws StartupRefused if it is none; what it was is not repeated, for there may be a password in it */
    static SmtpUrl parse(String text) {
        URI url;
        try {
            url = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw none();
        }
        boolean isTls = "smtps".equals(url.getScheme());
        String path = Optional.ofNullable(url.getPath()).orElse("");
        boolean isKnownScheme = isTls || "smtp".equals(url.getScheme());
        if (!isKnownScheme || url.getHost() == null || !Set.of("", "/").contains(path)) {
            throw none();
        }
        String query = Optional.ofNullable(url.getQuery()).orElse("");
        if (!Set.of("", "starttls=optional", "starttls=required").contains(query) || (isTls && !query.isEmpty())) {
            throw none();
        }
        String[] credentials =
                Optional.ofNullable(url.getRawUserInfo()).orElse("").split(":", 2);
        boolean isKnown = !credentials[0].isEmpty();
        if (isKnown && credentials.length < 2) {
            throw none();
        }
        boolean isOptional = query.isEmpty() ? LOOPBACK.contains(url.getHost()) : query.endsWith("optional");
        return new SmtpUrl(
                url.getHost().replaceAll("[\\[\\]]", ""),
                url.getPort() < 0 ? isTls ? TLS_PORT : SUBMISSION_PORT : url.getPort(),
                isKnown ? decoded(credentials[0]) : null,
                isKnown ? decoded(credentials[1]) : null,
                isTls,
                !isTls && !isOptional);
    }

    private static String decoded(String part) {
        // A plus sign is itself in this place.
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static StartupRefused none() {
        return new StartupRefused("EVENTLY_SMTP_URL is no address of a mail server, which is written"
                + " smtp://user:password@host:port (with ?starttls=optional behind it where the server has no TLS) or"
                + " smtps://user:password@host:port.");
    }

    /** Without its password. */
    @Override
    public String toString() {
        return (isTls ? "smtps://" : "smtp://") + host + ":" + port;
    }
}
