package io.evently.http.server;

import io.evently.http.connection.Connection;
import io.evently.http.read.Body;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Puts each request's body into memory, bounded, before the request goes on.
 *
 * <p>A body that came with its head is at hand already. One that comes later (many clients send head and body in two
 * packets) is collected inside the connection's own actor: {@code toStrict} would start an actor per request.
 *
 * <p>A body nobody wants (the request is refused already, or the body is too large) is read and thrown away, so that
 * the client, which is still sending, gets to see its answer and may use the connection again. That has an end, too:
 * after {@link #MOST_DISCARDED} bytes the answer goes out and the connection is closed.
 */
public final class BodyStage extends GraphStage<FlowShape<HttpRequest, Exchange>> {

    /** A client that sends more than this after its request was refused need not get an answer it can read. */
    private static final long MOST_DISCARDED = 16L * 1024 * 1024;

    /** Bookings take some 60 bytes, the largest events 10,000. */
    private static final int FIRST_BUFFER = 1024;

    /** Bodies beyond what others may have, at most 1 MiB each, that may be under way on this node. */
    private static final Semaphore LARGE = new Semaphore(16);

    private final Inlet<HttpRequest> in = Inlet.create("BodyStage.in");
    private final Outlet<Exchange> out = Outlet.create("BodyStage.out");
    private final FlowShape<HttpRequest, Exchange> shape = FlowShape.of(in, out);

    private final Connection connection;
    private final BiFunction<HttpRequest, Connection, Exchange> begin;
    private final Duration patience;

    /**
     * The stage of one connection.
     *
     * @param begin what can be decided without the body
     * @param patience how long a body may take to arrive
     */
    BodyStage(Connection connection, BiFunction<HttpRequest, Connection, Exchange> begin, Duration patience) {
        this.connection = connection;
        this.begin = begin;
        this.patience = patience;
    }

    /** Memory for a body of which only the length is known: it grows with what comes, or lengths would cost nothing. */
    static int firstBuffer(long announced) {
        return (int) Math.min(Math.max(announced, 256), FIRST_BUFFER);
    }

    @Override
    public FlowShape<HttpRequest, Exchange> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {

        private static final String TOO_SLOW = "too slow";

        /** The request whose body is coming in; null between requests. */
        private Exchange pending;

        private SubSinkInlet<ByteString> incoming;
        private ByteArrayOutputStream collected;
        private long received;
        private boolean discarding;
        private boolean isLarge;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    HttpRequest request = grab(in);
                    connection.headIsComplete();
                    start(begin.apply(request, connection));
                }

                @Override
                public void onUpstreamFinish() {
                    // No further request; but the one at hand may be complete, or its end still be on its way.
                    if (pending == null) {
                        completeStage();
                    }
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    if (isClosed(in)) {
                        completeStage();
                    } else {
                        connection.awaitsHead();
                        pull(in);
                    }
                }
            });
        }

        private void start(Exchange exchange) {
            RequestEntity entity = exchange.request.entity();
            if (entity instanceof HttpEntity.Strict strict) {
                exchange.body = bodyOf(strict, exchange.mostBytes());
                connection.handles(exchange::giveUp);
                push(out, exchange);
                return;
            }
            pending = exchange;
            received = 0;
            discarding = exchange.early != null;
            long announced = entity.getContentLengthOption().orElse(0);
            if (announced > exchange.mostBytes()) {
                exchange.body = Body.failed(Body.Fate.TOO_LARGE);
                discarding = true;
            }
            boolean clientWaits = exchange.headers.first("expect").isPresent();
            if (announced > MOST_DISCARDED || (discarding && clientWaits)) {
                // Not asking for the body makes Pekko close the connection after the answer.
                finish();
                return;
            }
            collected = discarding ? null : new ByteArrayOutputStream(firstBuffer(announced));
            receive(entity);
        }

        private void receive(RequestEntity entity) {
            connection.readsBody(true);
            scheduleOnce(TOO_SLOW, patience);
            incoming = new SubSinkInlet<>("BodyStage.entity");
            incoming.setHandler(new AbstractInHandler() {
                @Override
                public void onPush() {
                    take(incoming.grab());
                }

                @Override
                public void onUpstreamFinish() {
                    if (!discarding) {
                        pending.body = Body.complete(collected.toByteArray(), contentTypeOf(entity));
                    }
                    finish();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    giveUp(Body.Fate.BROKEN);
                }
            });
            incoming.pull();
            entity.withoutSizeLimit().getDataBytes().runWith(incoming.sink(), subFusingMaterializer());
        }

        private void take(ByteString piece) {
            received += piece.size();
            if (!discarding && received > Body.MOST_BYTES && !mayBeLarge()) {
                discarding = true;
                collected = null;
            }
            if (!discarding) {
                collected.writeBytes(piece.toArrayUnsafe());
            } else if (received > MOST_DISCARDED) {
                incoming.cancel();
                finish();
                return;
            }
            incoming.pull();
        }

        private boolean mayBeLarge() {
            if (received > pending.mostBytes()) {
                pending.body = Body.failed(Body.Fate.TOO_LARGE);
                return false;
            }
            isLarge = isLarge || LARGE.tryAcquire();
            if (!isLarge) {
                pending.body = Body.failed(Body.Fate.TOO_MANY);
            }
            return isLarge;
        }

        private void noLongerLarge() {
            if (isLarge) {
                isLarge = false;
                LARGE.release();
            }
        }

        @Override
        public void postStop() {
            noLongerLarge();
        }

        @Override
        public void onTimer(Object timer) {
            incoming.cancel();
            giveUp(Body.Fate.TOO_SLOW);
        }

        private void giveUp(Body.Fate fate) {
            if (!discarding) {
                pending.body = Body.failed(fate);
            }
            finish();
        }

        private void finish() {
            cancelTimer(TOO_SLOW);
            noLongerLarge();
            Exchange exchange = pending;
            pending = null;
            incoming = null;
            collected = null;
            connection.readsBody(false);
            connection.handles(exchange::giveUp);
            push(out, exchange);
            if (isClosed(in)) {
                completeStage();
            }
        }
    }

    private static Body bodyOf(HttpEntity.Strict entity, int mostBytes) {
        ByteString data = entity.getData();
        if (data.size() > mostBytes) {
            return Body.failed(Body.Fate.TOO_LARGE);
        }
        return data.isEmpty() && contentTypeOf(entity).isEmpty()
                ? Body.NONE
                : Body.complete(data.toArrayUnsafe(), contentTypeOf(entity));
    }

    private static String contentTypeOf(RequestEntity entity) {
        return entity.getContentType().equals(ContentTypes.NO_CONTENT_TYPE)
                ? ""
                : entity.getContentType().toString();
    }
}
