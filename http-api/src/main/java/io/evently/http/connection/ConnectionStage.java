package io.evently.http.connection;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.http.impl.engine.rendering.ResponseRenderingOutput;
import org.apache.pekko.http.impl.engine.rendering.ResponseRenderingOutput.HttpData;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.io.TcpMessage;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * One end of a connection is Pekko's HTTP, the other the socket's actor. Bytes pass in pieces: towards the parser the next
 * one when it asks, so that it has no more than a part of a head when it does; towards the socket the next one when the
 * system has taken the one before, so that nobody keeps a large answer in memory by reading none of it.
 */
public final class ConnectionStage extends GraphStage<FlowShape<ResponseRenderingOutput, SessionBytes>> {

    /** Some 5 ms on a line of 100 Mbit/s; who takes less in 30 s has no line. Bookings and availability fit in one. */
    static final int PIECE = 64 * 1024;

    /** What may lie before a parser that has no whole head: less than a piece, as nobody counts it before it asks. */
    private static final int PIECE_IN = 8 * 1024;

    private final Inlet<ResponseRenderingOutput> answers = Inlet.create("ConnectionStage.answers");
    private final Outlet<SessionBytes> requests = Outlet.create("ConnectionStage.requests");
    private final FlowShape<ResponseRenderingOutput, SessionBytes> shape = FlowShape.of(answers, requests);

    private final Connection connection;
    private final ActorRef socket;

    /** For one connection, once. */
    public ConnectionStage(Connection connection, ActorRef socket) {
        this.connection = connection;
        this.socket = socket;
    }

    @Override
    public FlowShape<ResponseRenderingOutput, SessionBytes> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    /** What the socket's actor says of the last piece. */
    private enum Written implements Tcp.Event {
        ALL
    }

    /** Why the parts of a connection end that is cut, by either end. */
    private static final class Cut extends RuntimeException {
        private Cut(String message) {
            super(message, null, false, false);
        }
    }

    private final class Logic extends GraphStageLogic {

        /** Received, and not asked for by the parser yet. */
        private ByteString received = ByteString.emptyByteString();
        /** Of an answer, and not given to the socket yet. */
        private ByteString unsent = ByteString.emptyByteString();

        private boolean reading;
        private boolean writing;
        private boolean peerIsDone;
        /** Closed or cut, and on its way to its end. */
        private boolean over;

        private ActorRef self;

        Logic() {
            super(shape);
            setHandler(requests, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    if (!received.isEmpty()) {
                        passOn();
                    } else if (peerIsDone) {
                        complete(requests);
                    } else if (!connection.mayGoOn()) {
                        end(Connection.End.TOO_MANY_HEADS);
                    }
                }

                /** Nothing more is read, but the last answer may be on its way. */
                @Override
                public void onDownstreamFinish(Throwable cause) {
                    received = ByteString.emptyByteString();
                    readOn();
                }
            });
            setHandler(answers, new AbstractInHandler() {
                @Override
                public void onPush() {
                    unsent = ((HttpData) grab(answers)).bytes();
                    if (unsent.size() > PIECE) {
                        connection.holds(unsent.size());
                    }
                    send();
                }

                @Override
                public void onUpstreamFinish() {
                    if (!writing) {
                        hangUp();
                    }
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    cut(failure);
                }
            });
        }

        @Override
        public void preStart() {
            // Until the socket is closed, whatever Pekko's HTTP has to say.
            setKeepGoing(true);
            StageActor actor = getStageActor(this::receive);
            self = actor.ref();
            actor.watch(socket);
            connection.opened(createAsyncCallback(this::end));
            socket.tell(TcpMessage.register(self, true, false), self);
            readOn();
            pull(answers);
        }

        @Override
        public void postStop() {
            connection.closed();
        }

        private BoxedUnit receive(Tuple2<ActorRef, Object> message) {
            Object event = message._2();
            if (event instanceof Tcp.Received bytes) {
                reading = false;
                received = bytes.data();
                connection.received(received.size());
                if (isClosed(requests)) {
                    received = ByteString.emptyByteString();
                    readOn();
                } else if (isAvailable(requests)) {
                    passOn();
                }
            } else if (event == Written.ALL) {
                written();
            } else if (event instanceof Tcp.ConnectionClosed closed) {
                closed(closed);
            } else if (event instanceof Terminated || event instanceof Tcp.CommandFailed) {
                gone("the socket is gone");
            }
            return BoxedUnit.UNIT;
        }

        private void written() {
            writing = false;
            if (over) {
                return;
            }
            connection.taken(!unsent.isEmpty());
            if (!unsent.isEmpty()) {
                send();
            } else if (isClosed(answers)) {
                hangUp();
            } else if (!hasBeenPulled(answers)) {
                pull(answers);
            }
        }

        private void closed(Tcp.ConnectionClosed event) {
            if (event.isPeerClosed()) {
                // It may still read.
                peerIsDone = true;
                connection.clientIsDone();
                if (received.isEmpty()) {
                    complete(requests);
                }
            } else if (event.isErrorClosed() || event.isAborted()) {
                gone("the connection broke off");
            } else {
                completeStage();
            }
        }

        /** The next piece is read before it is asked for: only who reads sees that the other end has left. */
        private void readOn() {
            if (!reading && !peerIsDone) {
                reading = true;
                socket.tell(TcpMessage.resumeReading(), self);
            }
        }

        private void passOn() {
            ByteString piece = received;
            if (piece.size() > PIECE_IN) {
                received = piece.drop(PIECE_IN);
                piece = piece.take(PIECE_IN);
            } else {
                received = ByteString.emptyByteString();
                readOn();
            }
            if (SwallowedLineEnds.mayBeIn(piece)) {
                connection.mayHideLines();
            }
            // No session: there is no TLS here, and none is asked for.
            push(requests, new SessionBytes(null, piece));
        }

        private void send() {
            ByteString piece = unsent;
            if (piece.size() > PIECE) {
                unsent = piece.drop(PIECE);
                piece = piece.take(PIECE);
                connection.holds(-PIECE);
            } else {
                unsent = ByteString.emptyByteString();
                connection.holdsNothing();
            }
            writing = true;
            connection.sent();
            socket.tell(TcpMessage.write(piece, Written.ALL), self);
        }

        private void end(Connection.End why) {
            if (over) {
                return;
            }
            if (why != Connection.End.STOP) {
                connection.ended(why);
                cut(new Cut("the server has cut the connection"));
            } else if (connection.givingUp().isPresent()) {
                // Its answer closes the connection, as all do since the stop has begun.
                connection.givingUp().get().run();
            } else if (!writing) {
                cancel(answers);
                hangUp();
            }
        }

        /** All is said. */
        private void hangUp() {
            over = true;
            received = ByteString.emptyByteString();
            complete(requests);
            socket.tell(TcpMessage.close(), self);
        }

        /** At once, and with a reset: what was sent is not waited for. */
        private void cut(Throwable why) {
            over = true;
            received = ByteString.emptyByteString();
            cancel(answers);
            fail(requests, why);
            socket.tell(TcpMessage.abort(), self);
        }

        private void gone(String why) {
            failStage(new Cut(why));
        }
    }
}
