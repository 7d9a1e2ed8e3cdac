package io.evently.http.connection;

import java.util.Set;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.impl.engine.parsing.HttpHeaderParser;
import org.apache.pekko.http.impl.engine.parsing.HttpRequestParser;
import org.apache.pekko.http.impl.engine.parsing.ParserOutput.MessageStartError;
import org.apache.pekko.http.impl.engine.parsing.ParserOutput.RequestOutput;
import org.apache.pekko.http.impl.engine.parsing.ParserOutput.RequestStart;
import org.apache.pekko.http.impl.engine.parsing.ParserOutput.StreamedEntityCreator;
import org.apache.pekko.http.impl.engine.rendering.ResponseRenderingOutput;
import org.apache.pekko.http.impl.engine.server.HttpServerBluePrint;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.Http;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.HttpHeader;
import org.apache.pekko.http.scaladsl.model.HttpMethods;
import org.apache.pekko.http.scaladsl.model.HttpProtocols;
import org.apache.pekko.http.scaladsl.model.HttpRequest$;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.apache.pekko.http.scaladsl.model.RequestEntity;
import org.apache.pekko.http.scaladsl.model.StatusCodes;
import org.apache.pekko.http.scaladsl.model.Uri;
import org.apache.pekko.http.scaladsl.model.headers.Host;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.scaladsl.Source;
import scala.collection.immutable.List;

/**
 * HTTP on a connection: from bytes to requests, from answers to bytes, by Pekko's own parts.
 *
 * <p>Pekko's ready-made layer of them ({@code serverLayer}) has five more, for TLS, WebSockets and handlers that count
 * wrongly, of which each connection makes its copy; and between its parser and what it makes of a request there is no
 * place to refuse what the parser lets through. The parts are internal to Pekko HTTP, whose version is pinned.
 */
public final class HttpCodec {

    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

    private HttpCodec() {}

    /** The same for all connections, as each makes its own copy. */
    @SuppressWarnings("unchecked") // Scala's requests and answers are Java's.
    public static BidiFlow<HttpResponse, ResponseRenderingOutput, SessionBytes, HttpRequest, NotUsed> of(
            ActorSystem<?> system, ServerSettings settings) {
        var scala = (org.apache.pekko.http.scaladsl.settings.ServerSettings) settings;
        LoggingAdapter log = system.classicSystem().log();
        var dates = Http.apply(system).dateHeaderRendering();
        var parser = new HttpRequestParser(
                scala.parserSettings(),
                scala.websocketSettings(),
                scala.rawRequestUriHeader(),
                ExactKey.in(
                        StrictLength.in(HttpHeaderParser.apply(scala.parserSettings(), log)),
                        scala.parserSettings(),
                        log));
        var wire = BidiFlow.fromFlows(
                new Flow<>(HttpServerBluePrint.rendering(scala, log, dates)),
                Flow.fromGraph(parser).map(output -> checked(output, scala.defaultHostHeader())));
        // A body that breaks off cancels what makes requests, which ends the connection: not before it is answered.
        var patience = new Attributes.CancellationStrategy(Attributes.cancellationStrategyAfterDelay(
                scala.streamCancellationDelay(), Attributes.cancellationStrategyFailStage()));
        BidiFlow<?, ?, ?, ?, NotUsed> all = new BidiFlow<>(HttpServerBluePrint.requestPreparation(scala))
                .addAttributes(Attributes.none().and(patience))
                .atop(new BidiFlow<>(HttpServerBluePrint.controller(scala, log)))
                .atop(wire);
        return (BidiFlow<HttpResponse, ResponseRenderingOutput, SessionBytes, HttpRequest, NotUsed>) all;
    }

    /**
     * A request with the whole of its URI, or its refusal: what the parser lets through and must not would be answered by
     * its bytes, or by a failure further on.
     */
    private static RequestOutput checked(RequestOutput output, Host defaultHost) {
        if (!(output instanceof RequestStart start)) {
            return output;
        }
        if (start.method().equals(HttpMethods.CONNECT())) {
            return refusal("There is nothing to connect to");
        }
        Uri uri;
        try {
            uri = HttpRequest$.MODULE$.effectiveUri(start.uri(), start.headers(), false, defaultHost);
        } catch (IllegalUriException e) {
            return refusal("The host is none");
        }
        // Pekko fails when it makes a request of another scheme's URI.
        if (!SCHEMES.contains(uri.scheme()) || hasDoubtfulHeader(start) || hasChunksInHttp10(start)) {
            return refusal("The request is doubtful");
        }
        return new RequestStart(
                start.method(),
                uri,
                start.protocol(),
                start.attributes(),
                start.headers(),
                start.createEntity(),
                start.expect100Continue(),
                start.closeRequested());
    }

    private static RequestOutput refusal(String why) {
        return new MessageStartError(StatusCodes.BadRequest(), new ErrorInfo(why, ""));
    }

    /**
     * An encoding that is none (chunked;q=1) is a header like any other to Pekko, which takes the body for the next
     * request; and the first byte of a longer character in UTF-8 takes the end of its line with it, and so the next header
     * or the end of the head. A proxy in front may read it otherwise, and let a stranger's second request through unseen.
     */
    @SuppressWarnings("unchecked") // To Java a list's tail is of anything.
    private static boolean hasDoubtfulHeader(RequestStart start) {
        for (var rest = start.headers(); !rest.isEmpty(); rest = (List<HttpHeader>) rest.tail()) {
            String name = rest.head().name();
            if (name.isEmpty()
                    || name.equalsIgnoreCase("Content-Length")
                    || name.equalsIgnoreCase("Transfer-Encoding")
                    || SwallowedLineEnds.areIn(rest.head().value())) {
                return true;
            }
        }
        return false;
    }

    /** They came with HTTP/1.1 (RFC 9112, section 6.1), and Pekko fails when it makes a request of them. */
    private static boolean hasChunksInHttp10(RequestStart start) {
        return start.protocol().equals(HttpProtocols.HTTP$div1$u002E0())
                && start.createEntity() instanceof StreamedEntityCreator<RequestOutput, RequestEntity> streamed
                && streamed.apply(Source.empty()).isChunked();
    }
}
