package io.evently.template;

import io.evently.audit.AuditEntry;
import io.evently.database.BoundedThreads;
import io.evently.database.Outage;
import io.evently.database.Shards;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.Labelled;
import io.evently.event.Origin;
import io.evently.message.Cause;
import io.evently.message.MessageType;
import io.evently.message.Variable;
import io.evently.sql.Query;
import io.evently.sql.Viewer;
import io.evently.tables.message.EmailTemplateRow;
import io.evently.tables.message.EmailTemplatesTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The templates of database 0, which all nodes use. Each node looks every two seconds which versions are in use; while the
 * database is away it uses those it knows, at first those that come with Evently. Thread-safe.
 */
public final class StoredTemplates implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StoredTemplates.class);

    private static final int DATABASE = EmailTemplatesTable.DATABASE;

    private static final Duration EVERY = Duration.ofSeconds(2);

    /** One may wait for a database that is away, while the other shows previews. */
    private static final int THREADS = 2;

    private static final int MOST_WAITING = 50;

    private final Shards shards;
    private final LongSupplier clock;
    private final Consumer<AuditEntry> audit;
    private final Templates templates = Templates.builtIn();
    private final BoundedThreads threads = new BoundedThreads("templates", THREADS, MOST_WAITING);
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Outage outage = new Outage(log, "Templates of mails cannot be read, so those known are used");
    /** Versions that were told to be unusable here. */
    private final Set<EmailTemplatesTable.Version> unusable = new HashSet<>();

    private boolean defaultsAreStored;

    StoredTemplates(Shards shards, LongSupplier clock, Consumer<AuditEntry> audit) {
        this.shards = shards;
        this.clock = clock;
        this.audit = audit;
    }

    /** Who saves a template. */
    public record Author(UUID id, Origin origin) {}

    /**
     * Reads the templates, and those saved from now on.
     *
     * @param clock microseconds since 1970
     * @param audit hears of each that is saved
     */
    public static StoredTemplates start(
            ActorSystem<?> system, Shards shards, LongSupplier clock, Consumer<AuditEntry> audit) {
        var stored = new StoredTemplates(shards, clock, audit);
        system.getWhenTerminated().thenRun(stored::close);
        var unused = system.scheduler()
                .scheduleWithFixedDelay(Duration.ZERO, EVERY, stored::look, system.executionContext());
        return stored;
    }

    /** Those in use. */
    public Templates templates() {
        return templates;
    }

    /**
     * A version, if there is one and whoever asks may see it.
     *
     * @param version empty: the one in use
     * @return fails as {@link Query#on}
     */
    public CompletableFuture<Optional<EmailTemplateRow>> find(
            Viewer viewer, MessageType type, Optional<Integer> version) {
        return Query.by(threads, () -> {
            try (Connection connection = shards.request(DATABASE, viewer)) {
                return version.isPresent()
                        ? EmailTemplatesTable.find(connection, type.label(), version.get())
                        : EmailTemplatesTable.inUse(connection, type.label());
            }
        });
    }

    /**
     * Saves a version and uses it. What is in use already makes none, so a request may be repeated.
     *
     * @param content its language may be null: that of the version before
     * @return the version in use; empty if {@code ifMatch} does not allow to change the one there is. Fails with {@link
     *     TemplateRefused}, or as {@link Query#on}: then it may have been saved
     */
    public CompletableFuture<Optional<EmailTemplateRow>> save(
            MessageType type, TemplateContent content, IfMatch ifMatch, Author author) {
        return Query.on(shards.writer(DATABASE), threads, connection -> {
            connection.setAutoCommit(false);
            Optional<Saved> saved = save(connection, type, content, ifMatch, author);
            connection.commit();
            saved.filter(Saved::isNew).ifPresent(each -> audit.accept(entry(each.row(), author)));
            saved.map(Saved::row).ifPresent(this::use);
            return saved.map(Saved::row);
        });
    }

    /**
     * What a message would say.
     *
     * @param content null where it is that in use
     * @param variables by {@link Variable#word()}, as they are stored
     * @return fails with {@link TemplateRefused}, or with {@link RejectedExecutionException} if too much is asked at once
     */
    public CompletableFuture<Template.Rendered> preview(
            Cause cause, TemplateContent content, Map<String, String> variables) {
        return Query.by(threads, () -> {
            TemplateContent used = templates.content(cause.type());
            TemplateContent shown = new TemplateContent(
                    content.subject() == null ? used.subject() : content.subject(),
                    content.html() == null ? used.html() : content.html(),
                    content.text() == null ? used.text() : content.text(),
                    content.language() == null ? used.language() : content.language());
            return Template.read(cause.type(), shown).preview(cause, variables);
        });
    }

    @Override
    public void close() {
        threads.close();
    }

    private record Saved(EmailTemplateRow row, boolean isNew) {}

    private Optional<Saved> save(
            Connection connection, MessageType type, TemplateContent content, IfMatch ifMatch, Author author)
            throws SQLException {
        EmailTemplatesTable.lock(connection, type.label());
        EmailTemplateRow before = EmailTemplatesTable.inUse(connection, type.label())
                .orElseGet(() -> row(type, DefaultTemplates.content(type), 0, null, DefaultTemplates.EDITION));
        TemplateContent whole = content.language() != null
                ? content
                : new TemplateContent(content.subject(), content.html(), content.text(), before.language());
        Template.checked(type, whole);
        if (!ifMatch.allows(before.version())) {
            return Optional.empty();
        }
        if (before.version() > 0 && content(before).equals(whole)) {
            return Optional.of(new Saved(before, false));
        }
        int version = EmailTemplatesTable.last(connection, type.label()) + 1;
        EmailTemplateRow row = row(type, whole, version, author.id(), null);
        EmailTemplatesTable.use(connection, row);
        return Optional.of(new Saved(row, true));
    }

    /** Without the words: they are in the table. */
    private static AuditEntry entry(EmailTemplateRow row, Author author) {
        return new AuditEntry(
                row.createdAt(),
                author.id(),
                author.origin().role().label(),
                author.origin().requestId(),
                "template.changed",
                "template",
                row.id(),
                Map.of("type", row.type(), "version", Integer.toString(row.version()), "language", row.language()));
    }

    private void look() {
        if (looking.compareAndSet(false, true)) {
            try {
                threads.execute(() -> {
                    try {
                        round();
                        outage.over();
                    } catch (SQLException | RuntimeException e) {
                        outage.failed(e);
                    } finally {
                        looking.set(false);
                    }
                });
            } catch (RejectedExecutionException busy) {
                looking.set(false);
            }
        }
    }

    /** Reads what is in use now. One at a time. */
    void round() throws SQLException {
        if (!defaultsAreStored) {
            storeDefaults();
            defaultsAreStored = true;
        }
        try (Connection connection = shards.reader(DATABASE).getConnection()) {
            for (EmailTemplatesTable.Version version : EmailTemplatesTable.versions(connection)) {
                Optional<MessageType> type = Labelled.find(MessageType.class, version.type());
                if (type.isPresent() && templates.version(type.get()) != version.version()) {
                    EmailTemplatesTable.find(connection, version.type(), version.version())
                            .ifPresent(this::use);
                }
            }
        }
    }

    /** Whoever starts first writes them, and those of a newer edition where nobody has edited the older one. */
    private void storeDefaults() throws SQLException {
        try (Connection connection = shards.writer(DATABASE).getConnection()) {
            connection.setAutoCommit(false);
            for (MessageType type : MessageType.values()) {
                EmailTemplatesTable.lock(connection, type.label());
                Optional<EmailTemplateRow> inUse = EmailTemplatesTable.inUse(connection, type.label());
                boolean isOlder = inUse.map(EmailTemplateRow::edition)
                        .filter(edition -> edition < DefaultTemplates.EDITION)
                        .isPresent();
                if (inUse.isEmpty() || isOlder) {
                    int version = EmailTemplatesTable.last(connection, type.label()) + 1;
                    EmailTemplatesTable.use(
                            connection,
                            row(type, DefaultTemplates.content(type), version, null, DefaultTemplates.EDITION));
                }
                connection.commit();
            }
        }
    }

    /** A version that a newer Evently understands, and this one does not, leaves the one before. */
    private synchronized void use(EmailTemplateRow row) {
        MessageType type = Labelled.of(MessageType.class, row.type());
        try {
            templates.use(type, row.version(), content(row), Template.read(type, content(row)));
        } catch (TemplateRefused refused) {
            if (unusable.add(new EmailTemplatesTable.Version(row.type(), row.version()))) {
                log.error(
                        "Version {} of the template {} cannot be used by this node, so the one before is: {}",
                        row.version(),
                        row.type(),
                        refused.getMessage());
            }
        }
    }

    private EmailTemplateRow row(MessageType type, TemplateContent content, int version, UUID author, Integer edition) {
        return new EmailTemplateRow(
                UUID.randomUUID(),
                type.label(),
                content.subject(),
                content.html(),
                content.text(),
                variables(type),
                content.language(),
                version,
                author,
                edition,
                clock.getAsLong());
    }

    private static TemplateContent content(EmailTemplateRow row) {
        return new TemplateContent(row.subject(), row.html(), row.text(), row.language());
    }

    /** Names and kinds need no escaping. */
    private static String variables(MessageType type) {
        return type.variables().stream()
                .map(each -> "\"%s\":\"%s\""
                        .formatted(each.word(), each.kind().name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
