package io.evently.database;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * A JDBC URL of PostgreSQL, taken apart. It is read here and not by the driver, which writes what it cannot read, password
 * included, to the console.
 *
 * @param servers "host:port", several with commas between; empty: the local one
 * @param database its name as written
 * @param user if there is one
 * @param password if there is one
 * @param parameters "name=value" as written, without user and password
 */
public record DatabaseUrl(
        String servers, String database, Optional<String> user, Optional<String> password, List<String> parameters) {

    private static final String PREFIX = "jdbc:postgresql:";

    private static final int MOST_PORT = 65_535;

    private static final String SERVER = "(?:[\\w.-]*|\\[[\\w:.%]+])(?::\\d{1,5})?";

    private static final Pattern FORM =
            Pattern.compile(PREFIX + "(?://(" + SERVER + "(?:," + SERVER + ")*)/)?([^/?#@:]*)(?:\\?(.*))?");

    private static final Pattern PORT = Pattern.compile(":(\\d+)(?:,|$)");

    /** What looks like one in a sentence of a library. */
    private static final Pattern IN_TEXT = Pattern.compile("jdbc:[^\\s()\"']+");

    /** Empty if it is none. */
    public static Optional<DatabaseUrl> parse(String url) {
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            return Optional.empty();
        }
        Optional<String> user = Optional.empty();
        Optional<String> password = Optional.empty();
        List<String> parameters = new ArrayList<>();
        try {
            for (String parameter :
                    form.group(3) == null ? new String[0] : form.group(3).split("&")) {
                if (parameter.startsWith("user=")) {
                    user = valueOf(parameter);
                } else if (parameter.startsWith("password=")) {
                    password = valueOf(parameter);
                } else if (!parameter.isEmpty()) {
                    parameters.add(parameter);
                }
            }
        } catch (IllegalArgumentException brokenEscape) {
            return Optional.empty();
        }
        String servers = form.group(1) == null ? "" : form.group(1);
        var read = new DatabaseUrl(servers, form.group(2), user, password, List.copyOf(parameters));
        boolean portsExist = PORT.matcher(servers)
                .results()
                .mapToInt(port -> Integer.parseInt(port.group(1)))
                .allMatch(port -> port > 0 && port <= MOST_PORT);
        // What is left may still be none, to the driver; without the password it may say so.
        return portsExist && Driver.parseURL(read.url(user), new Properties()) != null
                ? Optional.of(read)
                : Optional.empty();
    }

    private static Optional<String> valueOf(String parameter) {
        String value = parameter.substring(parameter.indexOf('=') + 1);
        return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8)).filter(text -> !text.isEmpty());
    }

    /** The same for another user or with another password, where they are given. */
    public DatabaseUrl with(Optional<String> otherUser, Optional<String> otherPassword) {
        return new DatabaseUrl(
                servers, database, otherUser.or(() -> user), otherPassword.or(() -> password), parameters);
    }

    /**
     * The URL as it may go into settings and pools: without its password, which {@link DatabasePasswords} keeps for the
     * driver. A password without a user is that of the system's user, as the driver has it.
     */
    public String withPasswordKept() {
        String url = url(password.isPresent() ? user.or(() -> Optional.of(System.getProperty("user.name"))) : user);
        password.ifPresent(secret -> DatabasePasswords.keep(url, secret));
        return url;
    }

    private String url(Optional<String> as) {
        List<String> all = new ArrayList<>();
        as.ifPresent(name -> all.add("user=" + URLEncoder.encode(name, StandardCharsets.UTF_8)));
        all.addAll(parameters);
        return PREFIX
                + (servers.isEmpty() ? "" : "//" + servers + "/")
                + database
                + (all.isEmpty() ? "" : "?" + String.join("&", all));
    }

    /** What people may read: servers and database, nothing else. */
    public String shown() {
        return (servers.isEmpty() ? "localhost" : servers) + "/" + database;
    }

    /** What people may read of that URL. */
    public static String shown(String url) {
        return parse(url).map(DatabaseUrl::shown).orElse("(a URL that cannot be read)");
    }

    /** A library's sentence with what people may read of URLs in it. */
    public static String redacted(String sentence) {
        return IN_TEXT.matcher(String.valueOf(sentence))
                .replaceAll(url -> Matcher.quoteReplacement(shown(url.group())));
    }

    /** Without the password, and without parameters, which may have others. */
    @Override
    public String toString() {
        return shown();
    }
}
