package io.evently.http;

import org.apache.pekko.http.impl.engine.rendering.ResponseRenderingOutput;
import org.apache.pekko.http.impl.engine.rendering.ResponseRenderingOutput.HttpData;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Sits between Pekko's HTTP and the socket and knows what the other end gives and takes: bytes pass in pieces of
 * {@link #PIECE} at most, the next one when the one before was taken. So nobody keeps a large answer in memory by
 * reading none of it, and a parser that asks for more after it got something has only a part of a head.
 *
 * <p>It takes the place of Pekko's stages for idle time-out, termination and the end of the stream.
 */
final class ConnectionStage
        extends GraphStage<BidiShape<ResponseRenderingOutput, ByteString, ByteString, SessionBytes>> {

    /** Some 5 ms on a line of 100 Mbit/s; who takes less in 30 s has no line. Bookings and availability fit in one. */
    static final int PIECE = 64 * 1024;

    /** What may lie before a parser that has no whole head: less than a piece, as nobody counts it before it asks. */
    private static final int PIECE_IN = 8 * 1024;

    private final Inlet<ResponseRenderingOutput> answers = Inlet.create("ConnectionStage.answers");
    private final Outlet<ByteString> toNet = Outlet.create("ConnectionStage.toNet");
    private final Inlet<ByteString> fromNet = Inlet.create("ConnectionStage.fromNet");
    private final Outlet<SessionBytes> requests = Outlet.create("ConnectionStage.requests");
    private final BidiShape<ResponseRenderingOutput, ByteString, ByteString, SessionBytes> shape =
            BidiShape.of(answers, toNet, fromNet, requests);

    private final Connection connection;

    /** For one connection, once. */
    ConnectionStage(Connection connection) {
        this.connection = connection;
    }

    @Override
    public BidiShape<ResponseRenderingOutput, ByteString, ByteString, SessionBytes> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    /** The reason why the parts of a connection end that the server cuts; the other end sees a reset. */
    static final class Cut extends RuntimeException {
        private Cut() {
            super("the server has cut the connection", null, false, false);
        }
    }

    private final class Logic extends GraphStageLogic {

        /** Received, and not asked for by the parser yet. */
        private ByteString received = ByteString.emptyByteString();
        /** Of an answer, and not given to the system yet. */
        private ByteString unsent = ByteString.emptyByteString();
        /** Cut, and on its way to its end. */
        private boolean ended;

        Logic() {
            super(shape);
            setHandler(fromNet, new AbstractInHandler() {
                @Override
                public void onPush() {
                    received = grab(fromNet);
                    connection.received(received.size());
                    passOn();
                }

                @Override
                public void onUpstreamFinish() {
                    if (received.isEmpty()) {
                        complete(requests);
                    }
                }
            });
            setHandler(requests, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    if (!received.isEmpty()) {
                        passOn();
                    } else if (isClosed(fromNet)) {
                        complete(requests);
                    } else if (connection.mayGoOn()) {
                        tryPull(fromNet);
                    } else {
                        end(Connection.End.TOO_MANY_HEADS);
                    }
                }

                /** The socket stays: the last answer is on its way. */
                @Override
                public void onDownstreamFinish(Throwable cause) {
                    received = ByteString.emptyByteString();
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

                /** Not before the last answer was taken: who does not take it must still be cut. */
                @Override
                public void onUpstreamFinish() {
                    if (isAvailable(toNet)) {
                        hangUp();
                    }
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    cut(failure);
                }
            });
            setHandler(toNet, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    connection.taken(!unsent.isEmpty());
                    if (!unsent.isEmpty()) {
                        send();
                    } else if (isClosed(answers)) {
                        hangUp();
                    } else {
                        pull(answers);
                    }
                }
            });
        }

        @Override
        public void preStart() {
            connection.opened(createAsyncCallback(this::end));
        }

        @Override
        public void postStop() {
            connection.closed();
        }

        private void passOn() {
            ByteString piece = received;
            if (piece.size() > PIECE_IN) {
                received = piece.drop(PIECE_IN);
                piece = piece.take(PIECE_IN);
            } else {
                received = ByteString.emptyByteString();
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
            connection.sent();
            push(toNet, piece);
        }

        private void end(Connection.End why) {
            if (ended) {
                return;
            }
            if (why != Connection.End.STOP) {
                ended = true;
                connection.ended(why);
                cut(new Cut());
            } else if (connection.handled().isPresent()) {
                // Its answer closes the connection, as all do since the stop has begun.
                connection.handled().get().giveUp();
            } else if (isAvailable(toNet)) {
                cancel(answers);
                hangUp();
            }
        }

        /** The socket closes, and then ends what comes from it: telling it that, too, would be a letter to the dead. */
        private void hangUp() {
            received = ByteString.emptyByteString();
            complete(requests);
            complete(toNet);
        }

        /** The same, but with a reset, and at once: what was sent is not waited for. */
        private void cut(Throwable why) {
            received = ByteString.emptyByteString();
            cancel(answers);
            fail(requests, why);
            fail(toNet, why);
        }
    }
}
