package io.evently.http.connection;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.io.TcpMessage;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * Listens, and takes connections in as long as there is room; the rest waits in the system's backlog. Whose address has
 * too many is shown out before anything is built for it. As a source it only ends, when it listens no more.
 */
public final class AcceptStage extends GraphStage<SourceShape<Done>> {

    private static final Logger log = LoggerFactory.getLogger(AcceptStage.class);

    /** Taken in at a go: a flash sale opens thousands in the same second, and each go is a round through two actors. */
    private static final int BATCH = 64;

    private final Outlet<Done> out = Outlet.create("AcceptStage.out");
    private final SourceShape<Done> shape = SourceShape.of(out);

    private final ActorRef tcp;
    private final Function<ActorRef, Tcp.Command> bind;
    private final Connections connections;
    private final BiConsumer<Connection, ActorRef> serve;
    private final CompletableFuture<InetSocketAddress> bound = new CompletableFuture<>();
    private final CompletableFuture<Done> unbound = new CompletableFuture<>();
    private volatile AsyncCallback<Done> unbinding;

    /**
     * For one listener, once.
     *
     * @param tcp Pekko's manager of sockets
     * @param bind the command to listen, in pull mode, for whom it tells
     * @param serve begins to serve a connection that was taken in, by its socket's actor
     */
    public AcceptStage(
            ActorRef tcp,
            Function<ActorRef, Tcp.Command> bind,
            Connections connections,
            BiConsumer<Connection, ActorRef> serve) {
        this.tcp = tcp;
        this.bind = bind;
        this.connections = connections;
        this.serve = serve;
    }

    @Override
    public SourceShape<Done> shape() {
        return shape;
    }

    /** Where it listens; fails if it cannot. */
    public CompletionStage<InetSocketAddress> bound() {
        return bound;
    }

    public CompletionStage<Done> unbind() {
        unbinding.invoke(Done.getInstance());
        return unbound;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {

        private ActorRef self;
        private ActorRef listener;
        /** How many more the listener takes in by itself. */
        private int granted;

        Logic() {
            super(shape);
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    // Never anything.
                }
            });
        }

        @Override
        public void preStart() {
            setKeepGoing(true);
            self = getStageActor(this::receive).ref();
            unbinding = createAsyncCallback(told -> unbindNow());
            AsyncCallback<Done> room = createAsyncCallback(told -> acceptMore());
            connections.whenThereIsRoomAgain(() -> room.invoke(Done.getInstance()));
            tcp.tell(bind.apply(self), self);
        }

        @Override
        public void postStop() {
            bound.completeExceptionally(new IllegalStateException("the server stopped before it listened"));
            unbound.complete(Done.getInstance());
        }

        private BoxedUnit receive(Tuple2<ActorRef, Object> message) {
            ActorRef sender = message._1();
            Object event = message._2();
            if (event instanceof Tcp.Connected connected) {
                granted--;
                accept(connected, sender);
                acceptMore();
            } else if (event instanceof Tcp.Bound here) {
                listener = sender;
                stageActor().watch(listener);
                acceptMore();
                bound.complete(here.localAddress());
            } else if (event instanceof Tcp.CommandFailed failed) {
                bound.completeExceptionally(new IllegalStateException("it cannot listen" + failed.causedByString()));
                completeStage();
            } else if (event instanceof Tcp.Unbound) {
                completeStage();
            } else if (event instanceof Terminated) {
                log.error("The server listens no more");
                completeStage();
            }
            return BoxedUnit.UNIT;
        }

        private void unbindNow() {
            if (listener != null) {
                stageActor().unwatch(listener);
                listener.tell(TcpMessage.unbind(), self);
            } else {
                completeStage();
            }
        }

        private void acceptMore() {
            if (granted == 0 && listener != null) {
                granted = Math.min(BATCH, connections.room());
                if (granted > 0) {
                    listener.tell(TcpMessage.resumeAccepting(granted), self);
                }
            }
        }

        private void accept(Tcp.Connected connected, ActorRef socket) {
            Optional<Connection> connection =
                    connections.admit(connected.remoteAddress().getAddress());
            if (connection.isEmpty()) {
                socket.tell(TcpMessage.abort(), self);
                return;
            }
            try {
                serve.accept(connection.get(), socket);
            } catch (RuntimeException defect) {
                // One connection must not be the end of the listener.
                log.error("A connection could not be served", defect);
                connection.get().closed();
                socket.tell(TcpMessage.abort(), self);
            }
        }
    }
}
