package io.evently;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.evently.crypto.JwtSecret;
import io.evently.crypto.MasterKey;
import io.evently.crypto.Passwords;
import io.evently.crypto.SecretFile;
import io.evently.database.DatabaseRoles;
import io.evently.database.DatabaseUrl;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.http.ops.OpsSettings;
import io.evently.http.server.HttpSettings;
import io.evently.mail.MailSettings;
import io.evently.user.EmailAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an operator sets ({@code evently.conf}), checked before anything starts.
 *
 * @param written all of it as it is written, nothing filled in
 * @param dataDir absolute
 * @param shardUrls four JDBC URLs without passwords, or none for the embedded server
 * @param requestUrls the same by the login of requests, or none if they have no login of their own
 * @param embeddedPort of the embedded server on 127.0.0.1; 0: a free one
 * @param allowUnsafeDatabase whether to start on a server that may lose acknowledged bookings
 * @param jwtSecret its UTF-8 bytes as they stand; empty: made at first start
 * @param masterKeyFile empty: made at first start
 * @param adminPassword empty: random, printed once
 * @param mail whereby mails go
 * @param seedNodes "host:port" of each; none for a cluster of one, or one that is discovered
 * @param discovered whether nodes find each other by discovery
 */
record Settings(
        Config written,
        Path dataDir,
        List<String> shardUrls,
        List<String> requestUrls,
        int embeddedPort,
        boolean allowUnsafeDatabase,
        Optional<String> jwtSecret,
        Optional<Path> masterKeyFile,
        Duration tokenLifetime,
        String adminEmail,
        Optional<String> adminPassword,
        MailSettings mail,
        List<String> seedNodes,
        boolean discovered) {

    private static final int MOST_PORT = 65_535;

    /** Reads the environment and {@code application.conf}. */
    static Settings load() {
        return of(ConfigFactory.defaultApplication());
    }

    /**
     * Checks all of it, before anything starts.
     *
     * @param written not resolved yet: what system properties say goes before it, and into it
     * @throws StartupRefused with a sentence for the operator
     */
    static Settings of(Config written) {
        try {
            Config config = ConfigFactory.load(written);
            Settings settings = read(written, config.getConfig("evently"));
            nothingMayBePromisedInVain(config.getConfig("evently.not-yet"));
            settings.nodesMustFindEachOtherOneWay();
            settings.nodesMustShareTheirSecrets();
            settings.secretsMustHold();
            settings.adminMustBeAbleToLogIn();
            portMustExist("EVENTLY_HTTP_PORT", config.getInt("evently.http.port"));
            portMustExist("EVENTLY_DATABASE_PORT", settings.embeddedPort());
            portMustExist("EVENTLY_CLUSTER_PORT", config.getInt("evently.cluster.port"));
            portMustExist("EVENTLY_MANAGEMENT_PORT", config.getInt("evently.cluster.management-port"));
            HttpSettings.of(config);
            PublicUrl.of(config);
            OpsSettings.of(config);
            return settings;
        } catch (ConfigException unreadable) {
            throw new StartupRefused("A setting cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static void nothingMayBePromisedInVain(Config notYet) {
        Set<String> wanted = new TreeSet<>(notYet.root().keySet());
        wanted.removeIf(name -> Set.of("", "none").contains(notYet.getString(name)));
        for (String name : wanted) {
            String variable = "EVENTLY_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
            throw new StartupRefused(variable + " is set, and this version cannot do what it asks for: it would serve"
                    + " without. Take it away; TLS ends in a proxy.");
        }
    }

    private static Settings read(Config written, Config evently) {
        return new Settings(
                written,
                dataDir(evently),
                shardUrls(evently),
                requestUrls(evently),
                evently.getInt("database.embedded-port"),
                evently.getBoolean("database.allow-unsafe"),
                SecretSetting.find(evently, "security.jwt-secret", "EVENTLY_JWT_SECRET"),
                masterKeyFile(evently),
                evently.getDuration("security.token-lifetime"),
                evently.getString("admin.email"),
                SecretSetting.find(evently, "admin.password", "EVENTLY_ADMIN_PASSWORD"),
                MailSettings.of(
                        evently.getString("mail.from"),
                        SecretSetting.find(evently, "mail.smtp-url", "EVENTLY_SMTP_URL"),
                        SecretSetting.find(evently, "mail.sendgrid-key", "EVENTLY_SENDGRID_KEY"),
                        evently.getString("mail.sendgrid-webhook-key")),
                Stream.of(evently.getString("cluster.seed-nodes").split(","))
                        .map(String::strip)
                        .filter(node -> !node.isEmpty())
                        .toList(),
                given(evently, "cluster.discovery").isPresent());
    }

    /** For the embedded server's files, and for secrets that nobody gave. */
    boolean needsDataFolder() {
        return usesEmbeddedServer() || jwtSecret.isEmpty() || masterKeyFile.isEmpty();
    }

    /**
     * By which rights each part uses the databases that are given.
     *
     * @throws StartupRefused if one cannot be reached, or Evently's user may too much there
     */
    DatabaseRoles databaseRoles() {
        return DatabaseRoles.find(shardUrls, requestUrls, allowUnsafeDatabase);
    }

    boolean usesEmbeddedServer() {
        return shardUrls.isEmpty();
    }

    /** Whether this node looks for others. */
    boolean isClustered() {
        return discovered || !seedNodes.isEmpty();
    }

    /** Without secrets: one that is logged some day tells nobody anything. */
    @Override
    public String toString() {
        return "Settings[dataDir=" + dataDir + ", shardUrls="
                + shardUrls.stream().map(DatabaseUrl::shown).toList() + ", seedNodes=" + seedNodes + ", discovered="
                + discovered + "]";
    }

    /** The configuration of the actor system, once the databases' addresses are known. */
    Config withDatabases(List<String> urls) {
        return ConfigFactory.load(known(urls).withFallback(written));
    }

    /** The configuration of the {@link WarmUp}'s actor system. */
    Config forWarmUp(List<String> urls) {
        return ConfigFactory.load(ConfigFactory.parseResources("warm-up.conf")
                .withFallback(known(urls))
                .withFallback(written));
    }

    /** With the databases' addresses, and without secrets: nobody looks for them there, and nobody shall find them. */
    private static Config known(List<String> urls) {
        Map<String, Object> known = new HashMap<>();
        IntStream.range(0, Shards.COUNT)
                .forEach(shard -> known.put("evently.database.shard-" + shard + "-url", urls.get(shard)));
        List.of(
                        "database.password",
                        "database.api-password",
                        "security.jwt-secret",
                        "admin.password",
                        "mail.smtp-url",
                        "mail.sendgrid-key")
                .forEach(secret -> known.put("evently." + secret, ""));
        return ConfigFactory.parseMap(known);
    }

    /** Maven says where the repository is; else the working directory counts. */
    private static Path root() {
        return Path.of(System.getProperty("evently.root", ""));
    }

    static Path dataDir(Config evently) {
        return root().resolve(evently.getString("data-dir")).toAbsolutePath().normalize();
    }

    static Optional<Path> masterKeyFile(Config evently) {
        return given(evently, "security.master-key-file").map(Path::of);
    }

    static List<String> shardUrls(Config evently) {
        return urls(
                evently.getConfig("database"),
                given(evently, "database.user"),
                SecretSetting.find(evently, "database.password", "EVENTLY_DATABASE_PASSWORD"));
    }

    private static List<String> requestUrls(Config evently) {
        Optional<String> user = given(evently, "database.api-user");
        Optional<String> password =
                SecretSetting.find(evently, "database.api-password", "EVENTLY_DATABASE_API_PASSWORD");
        if (user.isEmpty()) {
            return List.of();
        }
        if (password.isEmpty()) {
            throw new StartupRefused("EVENTLY_DATABASE_API_USER is given without its EVENTLY_DATABASE_API_PASSWORD.");
        }
        return urls(evently.getConfig("database"), user, password);
    }

    private static List<String> urls(Config database, Optional<String> user, Optional<String> password) {
        List<String> urls = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            String url = database.getString("shard-" + shard + "-url").strip();
            if (!url.isEmpty()) {
                urls.add(databaseUrl("EVENTLY_SHARD_" + shard + "_URL", url)
                        .with(user, password)
                        .withPasswordKept());
            }
        }
        if (!urls.isEmpty() && urls.size() != Shards.COUNT) {
            throw new StartupRefused("EVENTLY_SHARD_0_URL to EVENTLY_SHARD_3_URL belong together, but only "
                    + urls.size() + " of the four are set.");
        }
        return urls;
    }

    /** What cannot be read is not repeated: there may be a password in it. */
    private static DatabaseUrl databaseUrl(String variable, String url) {
        return DatabaseUrl.parse(url)
                .orElseThrow(() -> new StartupRefused(variable + " is no JDBC URL of PostgreSQL, which is written"
                        + " jdbc:postgresql://host:port/database, with parameters behind a question mark."));
    }

    private static Optional<String> given(Config config, String key) {
        return Optional.of(config.getString(key)).filter(value -> !value.isEmpty());
    }

    private void nodesMustShareTheirSecrets() {
        boolean shared = !usesEmbeddedServer() || isClustered();
        if (shared && (jwtSecret.isEmpty() || masterKeyFile.isEmpty())) {
            throw new StartupRefused("With seed nodes, discovery or shard URLs set, EVENTLY_JWT_SECRET and"
                    + " EVENTLY_MASTER_KEY_FILE must be given too: they must be the same on all nodes.");
        }
    }

    private void nodesMustFindEachOtherOneWay() {
        if (discovered && !seedNodes.isEmpty()) {
            throw new StartupRefused("EVENTLY_SEED_NODES and EVENTLY_CLUSTER_DISCOVERY exclude each other: nodes that"
                    + " look for others in two ways may form two clusters.");
        }
    }

    private void secretsMustHold() {
        jwtSecret.ifPresent(JwtSecret::of);
        masterKeyFile.ifPresent(file -> {
            SecretFile.warnIfOthersMayRead("EVENTLY_MASTER_KEY_FILE", file);
            MasterKey.in(file);
        });
    }

    private void adminMustBeAbleToLogIn() {
        if (EmailAddress.parse(adminEmail).isEmpty()) {
            throw new StartupRefused("EVENTLY_ADMIN_EMAIL is no e-mail address.");
        }
        int characters = adminPassword
                .map(password -> password.codePointCount(0, password.length()))
                .orElse(Passwords.SHORTEST);
        if (characters < Passwords.SHORTEST || characters > Passwords.LONGEST) {
            throw new StartupRefused("EVENTLY_ADMIN_PASSWORD must have " + Passwords.SHORTEST + " to "
                    + Passwords.LONGEST + " characters.");
        }
    }

    private static void portMustExist(String setting, int port) {
        if (port < 0 || port > MOST_PORT) {
            throw new StartupRefused(setting + " must be a port, 0 (any free one) to " + MOST_PORT + ".");
        }
    }
}
