package io.evently.http.outgoing;

import io.evently.webhook.WebhookAddresses;
import io.evently.webhook.WebhookUrl;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ClientTransport;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;
import org.apache.pekko.http.javadsl.OutgoingConnection;
import org.apache.pekko.http.javadsl.OutgoingConnectionBuilder;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** A connection to a receiver: one request at a time. */
final class OneConnection {

    private final BoundedSourceQueue<HttpRequest> requests;
    private final UniqueKillSwitch kill;
    /** Why its address was not found; null: it was, or is being looked for. */
    private volatile Throwable notFound;

    /** Whether somebody answered there, with TLS or without. */
    private volatile boolean connected;

    private volatile CompletableFuture<HttpResponse> waiting;
    private volatile Throwable end;

    OneConnection(
            ActorSystem<?> system,
            WebhookAddresses addresses,
            ClientConnectionSettings settings,
            HttpsConnectionContext tls,
            URI url) {
        ClientTransport checked = ClientTransport.withCustomResolver((host, port) -> find(addresses, url));
        OutgoingConnectionBuilder builder = Http.get(system)
                .connectionTo(WebhookUrl.hostOf(url))
                .toPort(WebhookUrl.portOf(url))
                .withCustomHttpsConnectionContext(tls)
                .withClientConnectionSettings(settings.withTransport(checked));
        Flow<HttpRequest, HttpResponse, CompletionStage<OutgoingConnection>> connection =
                (WebhookUrl.isTls(url) ? builder.https() : builder.http()).mapMaterializedValue(this::connecting);
        var running = Source.<HttpRequest>queue(1)
                .viaMat(KillSwitches.single(), Keep.both())
                .via(connection)
                .toMat(Sink.foreach(this::answered), Keep.both())
                .run(Materializer.matFromSystem(system));
        requests = running.first().first();
        kill = running.first().second();
        CompletionStage<Void> unused = running.second().handle((done, failure) -> {
            ended(failure == null ? new IllegalStateException("the connection is closed") : failure);
            return null;
        });
    }

    private CompletionStage<OutgoingConnection> connecting(CompletionStage<OutgoingConnection> connection) {
        return connection.whenComplete((there, failure) -> connected = failure == null);
    }

    /** Asked anew for each connection, which goes where the answer says and nowhere else. */
    private CompletionStage<InetSocketAddress> find(WebhookAddresses addresses, URI url) {
        return addresses
                .find(WebhookUrl.hostOf(url), WebhookUrl.isTls(url))
                .whenComplete((address, failure) -> notFound = failure)
                .thenApply(address -> new InetSocketAddress(address, WebhookUrl.portOf(url)));
    }

    /** @return fails if the connection ends before an answer has begun */
    CompletableFuture<HttpResponse> ask(HttpRequest request) {
        CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
        waiting = answer;
        if (!QueueOfferResult.enqueued().equals(requests.offer(request))) {
            answer.completeExceptionally(new IllegalStateException("the connection is closed"));
        }
        // It may have ended between the two.
        Throwable already = end;
        if (already != null) {
            answer.completeExceptionally(already);
        }
        return answer;
    }

    private void answered(HttpResponse response) {
        waiting.complete(response);
    }

    private void ended(Throwable why) {
        end = notFound != null ? notFound : connected ? why : new ConnectException("nobody answers there");
        CompletableFuture<HttpResponse> last = waiting;
        if (last != null) {
            last.completeExceptionally(end);
        }
    }

    boolean isOver() {
        return end != null;
    }

    void close() {
        kill.shutdown();
    }

    /** At once, whatever is under way. */
    void abort() {
        kill.abort(new IllegalStateException("given up"));
    }
}
