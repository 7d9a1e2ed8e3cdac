package io.evently.loadtest.rival.http;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Flow;

/** The process: serves on 127.0.0.1 until whoever started it ends. Its settings are in the environment. */
public final class RivalServerMain {

    static final String PORT = "RIVAL_HTTP_PORT";
    static final String DATABASE_URL = "RIVAL_DATABASE_URL";
    static final String JWT_SECRET = "RIVAL_JWT_SECRET";

    private RivalServerMain() {}

    /** Takes nothing. */
    public static void main(String[] arguments) throws InterruptedException, ExecutionException, IOException {
        // Only this file and the libraries' own defaults: Evently's application.conf is on the classpath, too.
        var config = ConfigFactory.parseResources("rival/http.conf")
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve();
        var system = ActorSystem.create(Behaviors.empty(), "rival-http", config);
        var calls = new BookingCalls(System.getenv(DATABASE_URL));
        var routes = new RivalRoutes(new TokenCheck(System.getenv(JWT_SECRET)), calls, system);
        // Answers become bytes where sockets are written, not on a thread that a connection waits for. A flow, because
        // bind(function) has one more hand-off for each answer.
        Flow<HttpRequest, HttpResponse, ?> flow =
                Flow.of(HttpRequest.class).mapAsync(1, routes::answer).map(RivalAnswer::render);
        Http.get(system)
                .newServerAt("127.0.0.1", Integer.parseInt(System.getenv(PORT)))
                .bindFlow(flow)
                .toCompletableFuture()
                .get();
        // Its end is the end of this pipe.
        while (System.in.read() >= 0) {}
        Runtime.getRuntime().halt(0);
    }
}
