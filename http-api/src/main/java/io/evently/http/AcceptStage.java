package io.evently.http;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.Tcp.IncomingConnection;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections in, one after the other, as long as there is room; the rest waits in the system's backlog. Whose
 * address has too many is shown out before anything is built for it.
 */
final class AcceptStage extends GraphStage<SinkShape<IncomingConnection>> {

    private static final Logger log = LoggerFactory.getLogger(AcceptStage.class);

    private final Inlet<IncomingConnection> in = Inlet.create("AcceptStage.in");
    private final SinkShape<IncomingConnection> shape = SinkShape.of(in);

    private final Connections connections;
    private final BiConsumer<IncomingConnection, Connection> serve;
    private final Materializer materializer;

    /** @param serve begins to serve a connection that was taken in */
    AcceptStage(Connections connections, BiConsumer<IncomingConnection, Connection> serve, Materializer materializer) {
        this.connections = connections;
        this.serve = serve;
        this.materializer = materializer;
    }

    @Override
    public SinkShape<IncomingConnection> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    accept(grab(in));
                    acceptMore();
                }
            });
        }

        @Override
        public void preStart() {
            AsyncCallback<Done> more = createAsyncCallback(told -> acceptMore());
            connections.whenThereIsRoomAgain(() -> more.invoke(Done.getInstance()));
            acceptMore();
        }

        private void acceptMore() {
            if (connections.hasRoom() && !hasBeenPulled(in)) {
                tryPull(in);
            }
        }

        private void accept(IncomingConnection incoming) {
            InetAddress peer = incoming.remoteAddress().getAddress();
            Optional<Connection> connection = connections.admit(peer);
            if (connection.isEmpty()) {
                Source.<ByteString>empty().via(incoming.flow()).runWith(Sink.cancelled(), materializer);
                return;
            }
            try {
                serve.accept(incoming, connection.get());
            } catch (RuntimeException defect) {
                // One connection must not be the end of the listener.
                log.error("A connection could not be served", defect);
                connection.get().closed();
            }
        }
    }
}
