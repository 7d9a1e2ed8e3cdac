package io.evently.http;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.event.LoggingAdapter;
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
import org.apache.pekko.http.scaladsl.model.HttpProtocols;
import org.apache.pekko.http.scaladsl.model.RequestEntity;
import org.apache.pekko.http.scaladsl.model.StatusCodes;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.scaladsl.Source;

/**
 * HTTP on a connection: from bytes to requests, from answers to bytes, by Pekko's own parts.
 *
 * <p>Pekko's ready-made layer of them ({@code serverLayer}) has five more, for TLS, WebSockets and handlers that count
 * wrongly, of which each connection makes its copy; and between its parser and what it makes of a request there is no
 * place to refuse what the parser lets through. The parts are internal to Pekko HTTP, whose version is pinned.
 */
final class Protocol {

    private Protocol() {}

    /** The same for all connections, as each makes its own copy. */
    @SuppressWarnings("unchecked") // Scala's requests and answers are Java's.
    static BidiFlow<HttpResponse, ResponseRenderingOutput, SessionBytes, HttpRequest, NotUsed> of(
            ActorSystem<?> system, ServerSettings settings) {
        var scala = (org.apache.pekko.http.scaladsl.settings.ServerSettings) settings;
        LoggingAdapter log = system.classicSystem().log();
        var dates = Http.apply(system).dateHeaderRendering();
        var wire = BidiFlow.fromFlows(
                new Flow<>(HttpServerBluePrint.rendering(scala, log, dates)),
                new Flow<>(HttpServerBluePrint.parsing(scala, log, false)).map(Protocol::refuseChunksInHttp10));
        BidiFlow<?, ?, ?, ?, NotUsed> all = new BidiFlow<>(HttpServerBluePrint.requestPreparation(scala))
                .atop(new BidiFlow<>(HttpServerBluePrint.controller(scala, log)))
                .atop(wire);
        return (BidiFlow<HttpResponse, ResponseRenderingOutput, SessionBytes, HttpRequest, NotUsed>) all;
    }

    /** They came with HTTP/1.1 (RFC 9112, section 6.1). Pekko would fail when it makes a request of them: a 500. */
    private static RequestOutput refuseChunksInHttp10(RequestOutput output) {
        return output instanceof RequestStart start
                        && start.protocol().equals(HttpProtocols.HTTP$div1$u002E0())
                        && start.createEntity() instanceof StreamedEntityCreator<RequestOutput, RequestEntity> streamed
                        && streamed.apply(Source.empty()).isChunked()
                ? new MessageStartError(StatusCodes.BadRequest(), new ErrorInfo("HTTP/1.0 has no chunks", ""))
                : output;
    }
}
