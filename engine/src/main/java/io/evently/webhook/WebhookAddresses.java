package io.evently.webhook;

import io.evently.database.BoundedThreads;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Looks up whom a URL names, and refuses addresses that strangers must not reach through us. Who connects must connect to
 * the address that is given here: looked up once more, a name may stand for another. Thread-safe.
 */
public final class WebhookAddresses implements AutoCloseable {

    /** Look-ups block for seconds when a name server is away; those that are kept by the JVM take no time. */
    private static final int THREADS = 8;

    private static final int MOST_WAITING = 512;

    private static final long PATIENCE_SECONDS = 5;

    private final boolean privateAllowed;
    private final Names names;
    private final BoundedThreads threads = new BoundedThreads("webhook-names", THREADS, MOST_WAITING);

    /** A name's addresses. */
    public interface Names {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /** Why an address is not one that may be told. */
    public enum Reason {
        /** Of a private network or of this machine, where that is not allowed. */
        PRIVATE,
        /** Nobody's: link-local, multicast, reserved. Never allowed. */
        RESERVED,
        /** Public, but without TLS. */
        WITHOUT_TLS
    }

    /** It is not one that may be told. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Reason reason;

        Refused(Reason reason) {
            super("the address is not one that may be told: " + reason, null, false, false);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }

    /** @param privateAllowed whether loopback and private networks may be told, and without TLS */
    public WebhookAddresses(boolean privateAllowed, Names names) {
        this.privateAllowed = privateAllowed;
        this.names = names;
    }

    public boolean arePrivateAllowed() {
        return privateAllowed;
    }

    /**
     * One address of a host, after all of them were looked at.
     *
     * @param host a name or an address, without brackets
     * @param tls without it only private addresses may be told
     * @return fails with {@link Refused}, {@link UnknownHostException}, {@link java.util.concurrent.TimeoutException} or
     *     {@link RejectedExecutionException}
     */
    public CompletableFuture<InetAddress> find(String host, boolean tls) {
        CompletableFuture<InetAddress> found = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    found.complete(checked(names.of(host), tls));
                } catch (UnknownHostException | RuntimeException e) {
                    found.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException full) {
            found.completeExceptionally(full);
        }
        return found.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private InetAddress checked(InetAddress[] addresses, boolean tls) {
        for (InetAddress address : addresses) {
            Optional<Reason> reason = refusal(AddressKind.of(address), tls);
            if (reason.isPresent()) {
                throw new Refused(reason.get());
            }
        }
        return addresses[0];
    }

    private Optional<Reason> refusal(AddressKind kind, boolean tls) {
        return switch (kind) {
            case PUBLIC -> tls ? Optional.empty() : Optional.of(Reason.WITHOUT_TLS);
            case PRIVATE -> privateAllowed ? Optional.empty() : Optional.of(Reason.PRIVATE);
            case FORBIDDEN -> Optional.of(Reason.RESERVED);
        };
    }

    @Override
    public void close() {
        threads.close();
    }
}
