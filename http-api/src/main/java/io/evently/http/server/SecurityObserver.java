package io.evently.http.server;

import io.evently.event.Micros;
import io.evently.http.access.Access;
import io.evently.http.access.Principal;
import io.evently.http.answer.Note;
import io.evently.http.answer.Problem;
import io.evently.http.format.Ids;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Watch;
import io.evently.security.SecurityEvent;
import io.evently.security.SecurityEvent.Asked;
import io.evently.security.SecurityEvent.Thing;
import io.evently.security.SecurityEvent.Who;
import io.evently.security.SecurityEvents;
import io.evently.security.SecurityKind;
import io.evently.security.SecurityOutcome;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Sees of each answered request whether it matters for security: every 401, 403 and 429 does, and what the route's {@link
 * Watch} says. A booking, made or refused, costs it two comparisons.
 */
final class SecurityObserver implements Router.Observer {

    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int RATE_LIMITED = 429;

    private final SecurityEvents events;

    SecurityObserver(SecurityEvents events) {
        this.events = events;
    }

    @Override
    public void answered(Exchange exchange, int status) {
        SecurityKind watched =
                exchange.endpoint == null ? null : exchange.endpoint.watch().kind();
        if (watched == null && status != UNAUTHENTICATED && status != FORBIDDEN && status != RATE_LIMITED) {
            return;
        }
        SecurityOutcome noted = exchange.reply.note().outcome();
        switch (status) {
            case UNAUTHENTICATED ->
                refused(exchange, SecurityOutcome.WRONG, SecurityKind.TOKEN, or(noted, SecurityOutcome.ENDED));
            case FORBIDDEN ->
                refused(exchange, SecurityOutcome.WRONG, SecurityKind.RIGHTS, or(noted, SecurityOutcome.REFUSED));
            case RATE_LIMITED ->
                refused(
                        exchange,
                        SecurityOutcome.BACK_OFF,
                        SecurityKind.RATE_LIMIT,
                        or(noted, SecurityOutcome.ADDRESS));
            default -> watched(exchange, watched, status);
        }
    }

    /** A refusal is the route's own, if its outcome is {@code own}; else it is of that kind. */
    private void refused(Exchange exchange, SecurityOutcome own, SecurityKind kind, SecurityOutcome outcome) {
        boolean isOwn = outcome == own && exchange.endpoint != null;
        record(exchange, isOwn ? exchange.endpoint.watch().kind() : kind, outcome);
    }

    private void watched(Exchange exchange, SecurityKind kind, int status) {
        if (status < 300) {
            if (kind != SecurityKind.ADMIN_READ || isReadOfOthers(exchange)) {
                record(exchange, kind, SecurityOutcome.OK);
            }
        } else if (status == NOT_FOUND || status == CONFLICT) {
            record(exchange, kind, SecurityOutcome.REFUSED);
        } else if (status >= 500) {
            record(exchange, kind, SecurityOutcome.FAILED);
        } else if (exchange.reply.note().outcome() == SecurityOutcome.WRONG) {
            record(exchange, kind, SecurityOutcome.WRONG);
        }
        // Else it was no request as the contract has them.
    }

    /** Where owners may ask, too, the answer says whose it is. */
    private static boolean isReadOfOthers(Exchange exchange) {
        Principal caller = exchange.caller.orElse(null);
        if (caller == null || !caller.isAdmin()) {
            return false;
        }
        UUID owner = exchange.reply.note().subject();
        return owner == null ? exchange.endpoint.access() == Access.ADMIN : !owner.equals(caller.userId());
    }

    private void record(Exchange exchange, SecurityKind kind, SecurityOutcome outcome) {
        if (kind != null && kind.outcomes().contains(outcome)) {
            events.record(new SecurityEvent(
                    Micros.of(Instant.now()),
                    kind,
                    outcome,
                    who(exchange, outcome),
                    asked(exchange),
                    object(exchange, kind),
                    exchange.reply.note().details()));
        }
    }

    /** Whoever logs in or registers comes without a token, and is known afterwards. */
    private static Who who(Exchange exchange, SecurityOutcome outcome) {
        Note note = exchange.reply.note();
        Optional<Who> caller = exchange.caller.map(
                known -> new Who(known.userId(), known.role().label()));
        if (caller.isEmpty() && outcome == SecurityOutcome.OK && note.subject() != null) {
            return new Who(note.subject(), note.details().getOrDefault("role", "user"));
        }
        return caller.orElse(Who.STRANGER);
    }

    private static Asked asked(Exchange exchange) {
        String route = exchange.endpoint == null ? exchange.route() : exchange.endpoint.toString();
        String code =
                exchange.reply.problem().map(Problem::code).map(Enum::name).orElse(null);
        return new Asked(exchange.requestId, route, code, exchange.remoteAddress);
    }

    private static Thing object(Exchange exchange, SecurityKind kind) {
        Endpoint endpoint = exchange.endpoint;
        if (kind == SecurityKind.TOKEN || kind == SecurityKind.RATE_LIMIT) {
            UUID bearer = exchange.reply.note().subject();
            return bearer == null ? Thing.NONE : new Thing("user", bearer);
        }
        if (endpoint == null || endpoint.watch().kind() == null) {
            return Thing.NONE;
        }
        Watch watch = endpoint.watch();
        UUID id =
                switch (watch.parameter()) {
                    case "" -> noted(exchange.reply.note());
                    case Watch.ME -> exchange.caller.map(Principal::userId).orElse(null);
                    default -> pathId(exchange, watch.parameter());
                };
        return new Thing(watch.entity(), id);
    }

    private static UUID noted(Note note) {
        return note.thing() == null ? note.subject() : note.thing();
    }

    private static UUID pathId(Exchange exchange, String parameter) {
        int at = exchange.endpoint.parameters().indexOf(parameter);
        return at < 0 || at >= exchange.pathValues.size()
                ? null
                : Ids.parse(exchange.pathValues.get(at)).orElse(null);
    }

    private static SecurityOutcome or(SecurityOutcome noted, SecurityOutcome otherwise) {
        return noted == null ? otherwise : noted;
    }
}
