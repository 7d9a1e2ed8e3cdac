package io.evently.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.routes.Contract;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Makes requests that are as the contract wants them, about things that mostly exist. */
final class ValidRequests {

    private static final int OPTIONAL_PARAMETER = 30;
    private static final int NEXT_PAGE = 20;

    /** So many times in a hundred somebody asks for what is another's, or was never there. */
    private static final int ANOTHERS = 15;

    /** Their token is in a mail, so chance never finds one. */
    static final Set<String> BY_MAIL = Set.of("POST /v1/users/address-proofs", "POST /v1/password-resets/confirm");

    private final People people;
    private final Things things;
    private final Values values;

    ValidRequests(People people, Things things) {
        this.people = people;
        this.things = things;
        this.values = new Values(things);
    }

    Draft of(String operation, RandomGenerator random) {
        Operation described = Contract.OPERATIONS.get(operation);
        var draft = new Draft(operation, described);
        draft.caller = caller(draft, random);
        fillPath(draft, random);
        addParameters(draft, random);
        if (draft.caller != null) {
            draft.setHeader("Authorization", "Bearer " + draft.caller.token());
        }
        if (Pick.percent(random, OPTIONAL_PARAMETER)) {
            draft.setHeader("X-Request-Id", "run:" + Long.toHexString(random.nextLong()));
        }
        if (draft.bodySchema() != null) {
            draft.setBody(values.object(draft.bodySchema(), random));
            draft.setHeader("Content-Type", "application/json");
            logInAsSomebodyKnown(draft, random);
            nameOnesPassword(draft);
            writeTemplate(draft);
            listenToAnEvent(draft, random);
        }
        return draft;
    }

    private Person caller(Draft draft, RandomGenerator random) {
        String access = (String) draft.described.getExtensions().get("x-access");
        if (access.equals("public")) {
            return null;
        }
        if (access.equals("admin")) {
            return people.admin(random);
        }
        if (isAboutOneself(draft.template())) {
            return things.registered(random).orElseGet(() -> people.stranger(random));
        }
        return people.user(random);
    }

    /** Whatever it does to the account must not be done to those who do everything else. */
    static boolean isAboutOneself(String path) {
        return path.startsWith("/v1/users/me") || path.startsWith("/v1/sessions");
    }

    private void fillPath(Draft draft, RandomGenerator random) {
        String path = draft.template();
        if (!path.contains("{")) {
            return;
        }
        Optional<Things.Part> part = Optional.empty();
        if (path.contains("{bookingId}") || path.contains("{reference}")) {
            part = things.booking(random);
        } else if (path.contains("{entryId}") || path.endsWith("/waitlist/me")) {
            part = things.entry(random);
        } else if (path.contains("{promotionId}")) {
            part = things.promotion(random);
        } else if (path.startsWith("/v1/notifications/")) {
            part = things.notification(random);
        } else if (path.contains("{deliveryId}")) {
            part = things.delivery(random);
        }
        for (Parameter parameter : parametersOf(draft)) {
            if (parameter.getIn().equals("path")) {
                draft.pathValues.put(parameter.getName(), pathValue(draft, parameter, part, random));
            }
        }
        boolean asItsOwner = part.isPresent() && !Pick.percent(random, ANOTHERS);
        if (asItsOwner && draft.caller != null && !draft.caller.admin()) {
            draft.caller = part.get().owner();
        }
    }

    private String pathValue(Draft draft, Parameter parameter, Optional<Things.Part> part, RandomGenerator random) {
        return switch (parameter.getName()) {
            case "id" -> idFor(draft, part, random).orElseGet(() -> Values.id(random));
            case "reference" -> part.map(Things.Part::reference).orElse("EVT20990601K3M9QX7TB2ZC");
            default -> {
                boolean listed = Contract.resolved(parameter.getSchema()).getEnum() != null;
                yield listed
                        ? values.of(parameter.getName(), parameter.getSchema(), random)
                                .asText()
                        : part.map(Things.Part::id).orElseGet(() -> Values.id(random));
            }
        };
    }

    private Optional<String> idFor(Draft draft, Optional<Things.Part> part, RandomGenerator random) {
        if (draft.template().startsWith("/v1/users")) {
            return things.user(random);
        }
        if (draft.template().startsWith("/v1/notifications")) {
            return part.map(Things.Part::id);
        }
        if (draft.template().startsWith("/v1/webhooks")) {
            return part.map(Things.Part::eventId).or(() -> things.webhook(random));
        }
        return part.map(Things.Part::eventId).or(() -> eventFor(draft, random));
    }

    private Optional<String> eventFor(Draft draft, RandomGenerator random) {
        if (draft.operation.equals("POST /v1/events/{id}/complete") && !Pick.percent(random, ANOTHERS)) {
            return things.begun(random).or(() -> things.event(random));
        }
        boolean queues = draft.operation.equals("POST /v1/events/{id}/waitlist") && !Pick.percent(random, ANOTHERS);
        return queues ? things.soldOut(random).or(() -> things.event(random)) : things.event(random);
    }

    private void addParameters(Draft draft, RandomGenerator random) {
        Optional<Things.Page> page =
                things.page(draft.operation, random).filter(known -> Pick.percent(random, NEXT_PAGE));
        if (page.isPresent()) {
            // A cursor goes on where its own query was.
            if (!page.get().query().isEmpty()) {
                draft.query.add(page.get().query());
            }
            draft.addQuery("cursor", page.get().cursor());
        }
        for (Parameter parameter : parametersOf(draft)) {
            boolean required = Boolean.TRUE.equals(parameter.getRequired());
            boolean wanted = required || Pick.percent(random, OPTIONAL_PARAMETER);
            if (!wanted || parameter.getName().equals("cursor")) {
                continue;
            }
            JsonNode value = values.of(parameter.getName(), parameter.getSchema(), random);
            if (parameter.getIn().equals("query") && page.isEmpty()) {
                draft.addQuery(parameter.getName(), parameter.getName().equals("q") ? words(random) : value.asText());
            } else if (parameter.getIn().equals("header")) {
                draft.setHeader(parameter.getName(), ascii(value.asText()));
            }
        }
    }

    /** RFC 9110 leaves other characters of a header without a meaning, and some end in half of one of UTF-8. */
    private static String ascii(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    /** A search needs a word to look for. */
    private static String words(RandomGenerator random) {
        return Pick.one(random, List.of("night", "Müller", "東京", "\"night of\"", "proms -without", "Straße or night"));
    }

    /** Else nobody would ever get in. */
    private void logInAsSomebodyKnown(Draft draft, RandomGenerator random) {
        if (draft.operation.equals("POST /v1/sessions") && !Pick.percent(random, ANOTHERS)) {
            things.newcomer(random).ifPresent(known -> {
                draft.json.put("email", known.email()).put("password", known.password());
                draft.setBody(draft.json);
            });
        }
    }

    private static void nameOnesPassword(Draft draft) {
        boolean known = draft.caller != null && draft.caller.password() != null;
        if (known && draft.operation.equals("PUT /v1/users/me/password")) {
            draft.setBody(draft.json.put("current", draft.caller.password()));
        }
    }

    /** What a template must show, a schema cannot say. */
    private static void writeTemplate(Draft draft) {
        if (!draft.template().startsWith("/v1/email-templates")) {
            return;
        }
        String words =
                switch (draft.pathValues.get("type")) {
                    case "welcome" -> "{{ link }}";
                    case "booking_confirm" -> "{{ eventName }} {{ reference }}";
                    case "waitlist_promotion" -> "{{ eventName }} {{ expiresAt }}";
                    case "notification" ->
                        "{% if cause == \"password_reset\" or cause == \"address_changed\" %}{{ link }}"
                                + "{% elseif eventName is null %}Your account{% else %}"
                                + "{{ eventName }} {{ venue }} {{ eventDate }}{% if expiresAt is not null %}{{ expiresAt }}"
                                + "{% endif %}{% if unitPrice is not null %}{{ unitPrice }}{% endif %}{% endif %}";
                    default -> "{{ eventName }}";
                };
        boolean shows = draft.operation.startsWith("POST");
        String text = shows ? "No variables: they may be null." : words;
        draft.json
                .put("subject", "A subject")
                .put("html", "<p>" + text + "</p>")
                .put("text", text);
        if (draft.json.path("variables") instanceof ObjectNode variables) {
            // Each type has causes of its own.
            variables.remove("cause");
        }
        draft.setBody(draft.json);
    }

    /** Else each webhook would be told of all that others do, or of nothing. */
    private void listenToAnEvent(Draft draft, RandomGenerator random) {
        if (draft.operation.equals("POST /v1/webhooks")) {
            draft.json.putArray("eventIds").add(things.event(random).orElseGet(() -> Values.id(random)));
            if (!Pick.percent(random, ANOTHERS)) {
                draft.json
                        .putArray("types")
                        .add("booking.confirmed")
                        .add("booking.held")
                        .add("event.changed");
            }
            draft.setBody(draft.json);
        }
    }

    private static List<Parameter> parametersOf(Draft draft) {
        return draft.described.getParameters() == null ? List.of() : draft.described.getParameters();
    }
}
