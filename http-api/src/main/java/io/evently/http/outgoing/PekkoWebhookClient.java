package io.evently.http.outgoing;

import io.evently.webhook.WebhookAddresses;
import io.evently.webhook.WebhookClient;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;
import org.apache.pekko.http.javadsl.model.headers.UserAgent;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;

/**
 * Sends webhooks by Pekko HTTP: without a thread for each, without following redirects, and to the very address that was
 * allowed; the host's name is what TLS asks for and checks.
 */
public final class PekkoWebhookClient implements WebhookClient {

    private static final Duration CONNECTING = Duration.ofSeconds(5);

    private final ActorSystem<?> system;
    private final WebhookAddresses addresses;
    private final HttpsConnectionContext tls;
    private final ClientConnectionSettings settings;

    /** @param trust whose certificates hold */
    public PekkoWebhookClient(ActorSystem<?> system, WebhookAddresses addresses, SSLContext trust) {
        this.system = system;
        this.addresses = addresses;
        this.tls = ConnectionContext.httpsClient(trust);
        this.settings = ClientConnectionSettings.create(system.classicSystem())
                .withConnectingTimeout(CONNECTING)
                .withIdleTimeout(PATIENCE.plusSeconds(1))
                .withUserAgentHeader(Optional.of(UserAgent.create("Evently-Webhooks/1")));
    }

    /** What the JVM trusts, is trusted. */
    public static PekkoWebhookClient trustingTheSystem(ActorSystem<?> system, WebhookAddresses addresses) {
        try {
            return new PekkoWebhookClient(system, addresses, SSLContext.getDefault());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has TLS", impossible);
        }
    }

    @Override
    public Line open(URI url) {
        return new WebhookLine(system, addresses, settings, tls, url);
    }
}
