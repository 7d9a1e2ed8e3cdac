package io.evently.http.connection;

import io.evently.http.server.BodyStage;
import java.net.InetAddress;
import java.util.Optional;
import org.apache.pekko.stream.stage.AsyncCallback;

/**
 * One connection: what it waits for and since when, and what it keeps in memory.
 *
 * <p>Its two stages ({@link ConnectionStage} below Pekko's HTTP, {@link BodyStage} above it) are one actor and the only
 * ones to change it. Whoever looks for overdue connections reads the times, so a connection needs no timer of its own.
 */
public final class Connection {

    /**
     * Heads up to this size are read even when {@link ConnectionSettings#unfinishedHeads} is used up: a token has 2,048
     * characters at most, a browser sends 1 to 2 KiB besides.
     */
    private static final int ORDINARY_HEAD = 8 * 1024;

    private final Connections all;
    private final Connections.Network network;
    private final InetAddress peer;

    // Times by now(), 0: nothing is waited for.
    private volatile long movedAt = now();
    private volatile long headSince;
    private volatile long sentAt;
    private volatile long answerSince;
    private volatile AsyncCallback<End> ending;
    private volatile Runnable endOfAnswer = () -> {};
    private volatile boolean clientIsDone;

    private boolean awaitsHead;
    private boolean readsBody;
    private boolean hidesLines;
    private long headBytes;
    private long headBytesCounted;
    private long unsent;
    private Runnable giveUp;

    Connection(Connections all, Connections.Network network, InetAddress peer) {
        this.all = all;
        this.network = network;
        this.peer = peer;
    }

    /** Why the server ends a connection, as metrics name it. */
    enum End {
        HEAD_TOO_SLOW("head"),
        TOO_MANY_HEADS("heads"),
        IDLE("idle"),
        ANSWER_NOT_TAKEN("answer"),
        /** The server stops: what is being answered is answered first. */
        STOP("stop"),
        /** The server has stopped. */
        CUT("cut");

        private final String tag;

        End(String tag) {
            this.tag = tag;
        }

        String tag() {
            return tag;
        }
    }

    /** The other end, which may be a proxy. */
    public InetAddress peer() {
        return peer;
    }

    /** It begins; {@code onEnd} is told when the server has had enough of it. */
    void opened(AsyncCallback<End> onEnd) {
        ending = onEnd;
    }

    void closed() {
        all.unfinishedHeads(-headBytesCounted);
        headBytesCounted = 0;
        holdsNothing();
        all.closed(this, network);
    }

    void end(End why) {
        AsyncCallback<End> callback = ending;
        if (callback != null) {
            callback.invoke(why);
        }
    }

    void received(int bytes) {
        long now = now();
        movedAt = now;
        if (readsBody) {
            return;
        }
        headBytes += bytes;
        if (awaitsHead && headSince == 0) {
            headSince = now;
        }
    }

    /** What was received is not all of a head or body yet; false if this head has become too large for these times. */
    boolean mayGoOn() {
        if (!awaitsHead || headBytes == headBytesCounted) {
            return true;
        }
        long total = all.unfinishedHeads(headBytes - headBytesCounted);
        headBytesCounted = headBytes;
        return headBytes <= ORDINARY_HEAD || total <= all.settings().unfinishedHeads();
    }

    /**
     * The next request may come; what was asked before is answered. Bytes of it that came early, behind the request
     * before, are late from now on: until now nobody would have read them.
     */
    public void awaitsHead() {
        awaitsHead = true;
        giveUp = null;
        if (headBytes > 0) {
            headSince = now();
        }
    }

    /** Among its bytes are some that {@link SwallowedLineEnds} knows of; so it stays for its life. */
    void mayHideLines() {
        hidesLines = true;
    }

    public boolean hidesLines() {
        return hidesLines;
    }

    public void headIsComplete() {
        awaitsHead = false;
        headSince = 0;
        headBytes = 0;
        if (headBytesCounted != 0) {
            all.unfinishedHeads(-headBytesCounted);
            headBytesCounted = 0;
        }
    }

    /** What comes is a body, which {@link BodyStage} has deadlines and bounds for. */
    public void readsBody(boolean reads) {
        readsBody = reads;
    }

    /**
     * A request is complete and being answered.
     *
     * @param giveUp answers in its place; harmless once it is answered
     */
    public void handles(Runnable giveUp) {
        this.giveUp = giveUp;
    }

    /** @param end ends the answer if it has no end of its own, which is when its client has left */
    public void answers(Runnable end) {
        endOfAnswer = end;
        if (clientIsDone) {
            end.run();
        }
    }

    /** The client will send nothing more: it has left, or waits for an answer that ends. */
    void clientIsDone() {
        clientIsDone = true;
        endOfAnswer.run();
    }

    /** Answers the request that is being answered, if there is one: nobody can wait any longer. */
    Optional<Runnable> givingUp() {
        return Optional.ofNullable(giveUp);
    }

    /** Bytes were given to the system. */
    void sent() {
        long now = now();
        sentAt = now;
        if (answerSince == 0) {
            answerSince = now;
        }
    }

    /** The client, or its system, has taken them. */
    void taken(boolean more) {
        movedAt = now();
        sentAt = 0;
        if (!more) {
            answerSince = 0;
        }
    }

    /** It keeps so many bytes more of an answer that its client has not taken; fewer if negative. */
    void holds(long bytes) {
        if (bytes != 0) {
            unsent += bytes;
            all.unsentAnswers(bytes, network);
        }
    }

    /** It keeps no more of any answer. */
    void holdsNothing() {
        holds(-unsent);
    }

    /** The server has ended it. */
    void ended(End why) {
        all.ended(why);
    }

    /** Whether there is room for an answer of so many bytes until its client has taken it. */
    public boolean hasRoomFor(long bytes) {
        return bytes <= ConnectionStage.PIECE || all.haveRoomFor(bytes, network);
    }

    /** Why it should end, at this time by {@link #now}. */
    Optional<End> overdue(long now, Connections.Terms terms) {
        if (isOver(headSince, now, terms.head())) {
            return Optional.of(End.HEAD_TOO_SLOW);
        }
        if (isOver(sentAt, now, terms.progress()) || isOver(answerSince, now, terms.answer())) {
            return Optional.of(End.ANSWER_NOT_TAKEN);
        }
        return isOver(movedAt, now, terms.idle()) ? Optional.of(End.IDLE) : Optional.empty();
    }

    private static boolean isOver(long since, long now, long term) {
        return since != 0 && now - since > term;
    }

    /** The monotonic time in nanoseconds, never 0. */
    static long now() {
        long now = System.nanoTime();
        return now == 0 ? 1 : now;
    }
}
