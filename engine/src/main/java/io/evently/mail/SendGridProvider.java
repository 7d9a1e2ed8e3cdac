package io.evently.mail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.mail.MailFailure.Kind;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** SendGrid's HTTP API, version 3 ({@code POST /v3/mail/send}). Its client keeps connections for all threads. */
final class SendGridProvider implements MailProvider, MailProvider.Sender {

    /** Custom arguments: its reports on a mail bring them back. */
    static final String DELIVERY = "evently_delivery";

    static final String DATABASE = "evently_database";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int UNAUTHORIZED = 401;

    private static final int FORBIDDEN = 403;

    private static final int TIMED_OUT = 408;

    private static final int TOO_MANY = 429;

    /** Characters of an answer that are looked at. */
    private static final int LOOKED_AT = 2_000;

    /** What it asks for is honoured up to here: a mail that waits longer for a clock's fault is late. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private static final Duration USUAL_PAUSE = Duration.ofSeconds(5);

    private final HttpClient client;
    private final URI address;
    private final String key;
    private final Duration read;

    /** @param base {@code https://api.sendgrid.com}, or what stands for it in tests */
    SendGridProvider(URI base, String key, Duration connect, Duration read) {
        this.client = HttpClient.newBuilder()
                .connectTimeout(connect)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.address = base.resolve("/v3/mail/send");
        this.key = key;
        this.read = read;
    }

    @Override
    public String label() {
        return "sendgrid";
    }

    @Override
    public Sender open() {
        return this;
    }

    @Override
    public void close() {
        // The client ends when nobody refers to it.
    }

    @Override
    public String send(Mail mail) throws MailFailure {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(read)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body(mail)))
                .build();
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            // The request's own limit ends with the answer's head.
            HttpResponse<String> response = answer.get(2 * read.toMillis(), TimeUnit.MILLISECONDS);
            return taken(response, mail);
        } catch (ExecutionException e) {
            throw failed(e.getCause(), mail);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new MailFailure(Kind.BROKEN_OFF, "SENDGRID: no answer in time");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new MailFailure(Kind.BROKEN_OFF, "SENDGRID: interrupted");
        }
    }

    private static String taken(HttpResponse<String> response, Mail mail) throws MailFailure {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return response.headers().firstValue("X-Message-Id").orElse(null);
        }
        String text = response.body();
        String reason = "SENDGRID " + status + " "
                + ProviderAnswer.cleaned(text.substring(0, Math.min(text.length(), LOOKED_AT)), mail);
        if (status == TOO_MANY) {
            throw new MailFailure(Kind.LATER, reason, pause(response).orElse(USUAL_PAUSE));
        }
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            // The key, or what it may: no fault of this mail.
            throw new MailFailure(Kind.UNAVAILABLE, reason);
        }
        if (status / 100 == 4 && status != TIMED_OUT) {
            throw new MailFailure(Kind.REFUSED, reason);
        }
        throw new MailFailure(Kind.BROKEN_OFF, reason, pause(response).orElse(Duration.ZERO));
    }

    private static Optional<Duration> pause(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .map(asked -> asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked);
    }

    private static MailFailure failed(Throwable why, Mail mail) {
        boolean isConnecting = why instanceof ConnectException
                || why instanceof HttpConnectTimeoutException
                || why instanceof SSLException;
        return new MailFailure(
                isConnecting ? Kind.UNAVAILABLE : Kind.BROKEN_OFF,
                "SENDGRID: " + ProviderAnswer.cleaned(why.toString(), mail));
    }

    private static byte[] body(Mail mail) {
        ObjectNode json = JSON.createObjectNode();
        MailText text = mail.text();
        ObjectNode to = address(mail.to(), mail.toName());
        json.putArray("personalizations").addObject().putArray("to").add(to);
        json.set("from", address(mail.from().address(), mail.from().name()));
        json.put("subject", HeaderText.clean(text.subject()));
        ArrayNode content = json.putArray("content");
        content.addObject().put("type", "text/plain").put("value", text.text());
        content.addObject().put("type", "text/html").put("value", text.html());
        if (text.calendar() != null) {
            // The method stands in the calendar object, too: a type with parameters is refused here.
            json.putArray("attachments")
                    .addObject()
                    .put("content", Base64.getEncoder().encodeToString(text.calendar()))
                    .put("type", "text/calendar")
                    .put("filename", "invite.ics")
                    .put("disposition", "attachment");
        }
        json.putObject("headers").put("Message-ID", mail.messageId()).put("Auto-Submitted", "auto-generated");
        json.putObject("custom_args").put(DELIVERY, mail.id().toString()).put(DATABASE, Integer.toString(mail.shard()));
        // Links that prove something must stay what they are, and nobody is watched when they read.
        ObjectNode tracking = json.putObject("tracking_settings");
        tracking.putObject("click_tracking").put("enable", false);
        tracking.putObject("open_tracking").put("enable", false);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode address(String address, String name) {
        ObjectNode json = JSON.createObjectNode().put("email", address);
        return name.isEmpty() ? json : json.put("name", name);
    }
}
