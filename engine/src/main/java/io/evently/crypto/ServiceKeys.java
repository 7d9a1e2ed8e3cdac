package io.evently.crypto;

import com.google.crypto.tink.Aead;
import io.evently.crypto.ServiceKeyStore.OpenKey;
import io.evently.database.BoundedThreads;
import io.evently.database.Outage;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.tables.MasterKeysTable;
import io.evently.tables.ServiceKeysTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evently's own keys, one or several for each {@link Purpose}: kept in database 0, wrapped by the master key, made there at
 * first start, and the same on all nodes. They are used from memory: nothing here but {@link #start} ever waits. Thread-safe.
 *
 * <p>Every 5 s, and at once when something was encrypted with a key that is not known here, the master key is looked at,
 * database 0 is told which versions of it this node has read, and the keys are read again.
 */
public final class ServiceKeys {

    private static final Logger log = LoggerFactory.getLogger(ServiceKeys.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    /** A new key encrypts when every node has read it; the first one at once. */
    private static final Duration READ_BY_ALL = Duration.ofMinutes(2);

    /** What is not known here may be unknown for ever: it is not looked for more often. */
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private final Shards shards;
    private final MasterKey masterKey;
    private final String node;
    private final ServiceKeyStore store;
    private final BoundedThreads thread = new BoundedThreads("service-keys", 1, 1);
    private final Outage outage = new Outage(log, "Evently's own keys cannot be read, so those that were known go on");
    private final Map<Purpose, ServiceCipher> ciphers = new EnumMap<>(Purpose.class);
    private final AtomicBoolean looking = new AtomicBoolean();
    /** The newest first. */
    private volatile List<IndexKey> indexKeys = List.of();

    private volatile KeyedDigest requests;
    private volatile KeyedDigest links;
    private volatile long readAt;
    private volatile Consumer<List<String>> onNewMasterKey = versions -> {};

    private record IndexKey(int version, KeyedDigest digest) {}

    private ServiceKeys(Shards shards, MasterKey masterKey, String node) {
        this.shards = shards;
        this.masterKey = masterKey;
        this.node = node;
        this.store = new ServiceKeyStore(masterKey);
        for (Purpose purpose : Purpose.values()) {
            if (purpose.isCipher()) {
                ciphers.put(purpose, new ServiceCipher(this::want));
            }
        }
    }

    /**
     * Reads the keys, makes those that are missing, and looks again from now on. Blocks for the first time.
     *
     * @throws StartupRefused if database 0 does not answer, or the master key does not open what is there
     */
    public static ServiceKeys start(ActorSystem<?> system, Shards shards, MasterKey masterKey) {
        String node = Cluster.get(system).selfMember().address().hostPort();
        ServiceKeys keys = new ServiceKeys(shards, masterKey, node);
        system.getWhenTerminated().thenRun(keys.thread::close);
        keys.readFirst();
        var unused = system.scheduler()
                .scheduleWithFixedDelay(LOOK_EVERY, LOOK_EVERY, keys::look, system.executionContext());
        return keys;
    }

    /** What wraps these keys, and those of users. */
    public MasterKey masterKey() {
        return masterKey;
    }

    /**
     * Is told from now on when this node has read another master key.
     *
     * @param listener is given its versions, the current one first; never blocks
     */
    public void onNewMasterKey(Consumer<List<String>> listener) {
        onNewMasterKey = listener;
    }

    /**
     * Encrypts with the newest key and decrypts with any that is kept; fails with a
     * {@link java.security.GeneralSecurityException} if the key was destroyed, or is not known here yet.
     *
     * @throws IllegalArgumentException if the purpose's keys do not encrypt
     */
    public Aead cipher(Purpose purpose) {
        ServiceCipher cipher = ciphers.get(purpose);
        if (cipher == null) {
            throw new IllegalArgumentException("keys for " + purpose.label() + " do not encrypt");
        }
        return cipher;
    }

    /** What finds {@code text} without telling it: the same text always has the same index. */
    public BlindIndex blindIndexOf(String text) {
        return blindIndexesOf(text).get(0);
    }

    /** The same under each key there is, the newest first: while the key is changed there are two. */
    public List<BlindIndex> blindIndexesOf(String text) {
        return indexKeys.stream()
                .map(key -> new BlindIndex(key.digest().of(text)))
                .toList();
    }

    /** The versions of the keys of blind indexes, the newest first. */
    public List<Integer> indexVersions() {
        return indexKeys.stream().map(IndexKey::version).toList();
    }

    /**
     * What tells a request again without telling anything of it, passwords included: 32 bytes, the same for the same
     * parts in the same order.
     */
    public byte[] digestOfRequest(List<String> parts) {
        return requests.ofAll(parts);
    }

    /** What only Evently can make of these parts, so that a link which holds it was sent by Evently: 32 bytes. */
    public byte[] digestOfLink(List<String> parts) {
        return links.ofAll(parts);
    }

    private void readFirst() {
        try (Connection connection = shards.writer(0).getConnection()) {
            List<Purpose> missing = ServiceKeyStore.missing(connection);
            if (missing.stream().anyMatch(purpose -> purpose.derivedBefore().isPresent())) {
                mayBeDerived(MasterKeyCheck.mustFit(shards, masterKey));
            }
            for (Purpose purpose : missing) {
                store.makeFirst(connection, purpose);
            }
            use(store.load(connection));
            note(connection);
        } catch (UnreadableException e) {
            throw new StartupRefused(
                    "The master key is not the one that Evently's own keys in database 0 were wrapped with."
                            + MasterKeyCheck.WHICH,
                    e);
        } catch (SQLException e) {
            throw new StartupRefused("Evently's own keys in database 0 cannot be read: " + e, e);
        }
    }

    /** The keys that digest are taken from the master key where they always were; else addresses could be taken twice. */
    private void mayBeDerived(Set<String> versions) {
        if (versions.stream().anyMatch(Objects::nonNull)) {
            throw new StartupRefused(
                    "Evently's own keys (keys.service_keys in database 0) are gone, and there are users:"
                            + " nobody would be found by their address. Restore them.");
        }
        if (!versions.isEmpty() && masterKey.versions().size() > 1) {
            throw new StartupRefused("The master key can be changed as soon as this version of Evently has started once"
                    + " with the one key there was: leave it alone in its file.");
        }
    }

    private void want() {
        if (System.nanoTime() - readAt > SHORTEST_PAUSE.toNanos()) {
            look();
        }
    }

    private void look() {
        if (looking.compareAndSet(false, true)) {
            try {
                thread.execute(this::lookNow);
            } catch (RejectedExecutionException stopping) {
                looking.set(false);
            }
        }
    }

    private void lookNow() {
        try {
            List<String> known = masterKey.versions();
            masterKey.refresh(this::opensTheseKeys);
            if (!known.equals(masterKey.versions())) {
                onNewMasterKey.accept(masterKey.versions());
            }
            try (Connection connection = shards.writer(0).getConnection()) {
                use(store.load(connection));
                note(connection);
            }
            outage.over();
        } catch (SQLException | RuntimeException e) {
            outage.failed(e);
        } finally {
            looking.set(false);
        }
    }

    private void note(Connection connection) throws SQLException {
        MasterKeysTable.note(
                connection,
                new MasterKeysTable.Node(node, masterKey.currentVersion(), masterKey.versions(), indexVersions()));
    }

    private boolean opensTheseKeys(MasterKey other) {
        try (Connection connection = shards.writer(0).getConnection()) {
            ServiceKeysTable.all(connection).forEach(row -> ServiceKeyStore.open(row, other));
            return true;
        } catch (SQLException | UnreadableException e) {
            return false;
        }
    }

    private void use(Map<Purpose, List<OpenKey>> keys) {
        keys.forEach((purpose, ofPurpose) -> {
            if (purpose.isCipher()) {
                Map<Integer, byte[]> known = new LinkedHashMap<>();
                ofPurpose.forEach(key -> known.put(key.row().version(), key.bytes()));
                ciphers.get(purpose).use(known, primary(ofPurpose));
            }
        });
        List<IndexKey> newestFirst = new ArrayList<>();
        keys.get(Purpose.BLIND_INDEX)
                .forEach(key -> newestFirst.add(0, new IndexKey(key.row().version(), new KeyedDigest(key.bytes()))));
        indexKeys = List.copyOf(newestFirst);
        requests = new KeyedDigest(keys.get(Purpose.REQUESTS).get(0).bytes());
        links = new KeyedDigest(keys.get(Purpose.LINKS).get(0).bytes());
        readAt = System.nanoTime();
    }

    /** The newest that every node has read; of young ones only the first. */
    private static int primary(List<OpenKey> keys) {
        int primary = keys.get(0).row().version();
        for (OpenKey key : keys) {
            if (key.row().age().compareTo(READ_BY_ALL) > 0) {
                primary = key.row().version();
            }
        }
        return primary;
    }
}
