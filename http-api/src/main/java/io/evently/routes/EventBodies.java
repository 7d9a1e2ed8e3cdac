package io.evently.routes;

import io.evently.crypto.SealedTexts;
import io.evently.crypto.SealedTexts.About;
import io.evently.event.Details;
import io.evently.event.EventCommand.CancelEvent;
import io.evently.event.EventCommand.ChangeEvent;
import io.evently.event.EventCommand.CompleteEvent;
import io.evently.event.EventCommand.CreateEvent;
import io.evently.event.EventCommand.DeleteEvent;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.EventCommand.SetPrice;
import io.evently.event.Hundredths;
import io.evently.event.Micros;
import io.evently.event.PricingRule;
import io.evently.event.WaitlistPolicy;
import io.evently.http.format.Money;
import io.evently.http.read.JsonBody;
import io.evently.http.route.Input;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What clients send about events, read into commands by the bounds of {@code api.md}. */
final class EventBodies {

    private static final BigDecimal HUNDREDTH = new BigDecimal("0.01");
    private static final BigDecimal LARGEST_FACTOR = new BigDecimal("100.00");

    private EventBodies() {}

    /** A command but for who gives it and which event it is for: both are known after syntax. */
    interface ByAdmin<C> {
        C command(UUID eventId, UUID by);
    }

    private record Waitlist(Optional<WaitlistPolicy> policy, Optional<Integer> windowMinutes) {
        static final Waitlist UNSAID = new Waitlist(Optional.empty(), Optional.empty());
    }

    static ByAdmin<CreateEvent> create(Input input) {
        JsonBody body = input.body();
        String name = body.requiredName("name");
        String venue = body.requiredName("venue");
        Optional<String> description = description(body);
        long eventDate = inFuture(body, body.requiredTime("eventDate"));
        int capacity = body.requiredInt("totalCapacity", 1, Integer.MAX_VALUE);
        long basePrice = body.requiredMoney("basePrice");
        int maxPerBooking = maxPerBooking(body).orElse(Details.MAX_SEATS_PER_BOOKING);
        int maxPerUser = maxPerUser(body).orElse(Details.NO_LIMIT);
        int holdMinutes = holdMinutes(body).orElse(Details.DEFAULT_HOLD_MINUTES);
        Optional<String> timeZone = body.optionalTimeZone("timeZone");
        Waitlist waitlist = waitlist(body);
        PricingRule rule = body.optionalObject("pricingRule", object -> pricingRule(object, basePrice))
                .orElse(null);
        Details details = new Details(
                name,
                description.orElse(null),
                venue,
                eventDate,
                maxPerBooking,
                maxPerUser,
                holdMinutes,
                waitlist.policy().orElse(WaitlistPolicy.STRICT),
                waitlist.windowMinutes().orElse(Details.DEFAULT_WINDOW_MINUTES),
                timeZone.orElse(Details.UTC));
        return (eventId, by) -> new CreateEvent(eventId, details, capacity, basePrice, rule, by);
    }

    /**
     * All that a client asked for, whatever was left to its default. What a later version adds belongs here only where it
     * differs from the default: then two versions side by side tell the same request again.
     */
    static List<String> content(CreateEvent create) {
        Details details = create.details();
        List<String> content = new ArrayList<>(List.of(
                details.name(),
                details.description() == null ? "" : "described: " + details.description(),
                details.venue(),
                Long.toString(details.eventDate()),
                Integer.toString(create.capacity()),
                Long.toString(create.basePrice()),
                Integer.toString(details.maxPerBooking()),
                Integer.toString(details.maxPerUser()),
                Integer.toString(details.holdMinutes()),
                details.waitlistPolicy().name(),
                Integer.toString(details.windowMinutes()),
                create.pricingRule() == null ? "" : create.pricingRule().toString()));
        if (!details.timeZone().equals(Details.UTC)) {
            content.add("zone: " + details.timeZone());
        }
        return content;
    }

    static ByAdmin<ChangeEvent> change(Input input) {
        JsonBody body = input.body();
        Optional<String> name = body.optionalName("name");
        boolean clearDescription = body.clears("description");
        Optional<String> description = description(body);
        Optional<String> venue = body.optionalName("venue");
        Optional<Long> eventDate = body.optionalTime("eventDate").map(date -> inFuture(body, date));
        Optional<Integer> capacity = body.optionalInt("totalCapacity", 1, Integer.MAX_VALUE);
        Optional<Integer> maxPerBooking = maxPerBooking(body);
        Optional<Integer> maxPerUser = body.clears("maxPerUser") ? Optional.of(Details.NO_LIMIT) : maxPerUser(body);
        Optional<Integer> holdMinutes = holdMinutes(body);
        Waitlist waitlist = waitlist(body);
        Optional<String> timeZone =
                body.clears("timeZone") ? Optional.of(Details.UTC) : body.optionalTimeZone("timeZone");
        IfMatch ifMatch = ifMatch(input);
        return (eventId, by) -> new ChangeEvent(
                name.orElse(null),
                description.orElse(null),
                venue.orElse(null),
                eventDate.orElse(null),
                capacity.orElse(null),
                maxPerBooking.orElse(null),
                maxPerUser.orElse(null),
                holdMinutes.orElse(null),
                waitlist.policy().orElse(null),
                waitlist.windowMinutes().orElse(null),
                ifMatch,
                by,
                clearDescription,
                timeZone.orElse(null));
    }

    static ByAdmin<SetPrice> price(Input input, SealedTexts texts) {
        JsonBody body = input.body();
        long price = body.requiredMoney("price");
        String reason = reason(body);
        IfMatch ifMatch = ifMatch(input);
        return (eventId, by) -> new SetPrice(price, texts.seal(About.PRICE, eventId, reason), ifMatch, by);
    }

    static ByAdmin<CancelEvent> cancel(Input input, SealedTexts texts) {
        String reason = reason(input.body());
        IfMatch ifMatch = ifMatch(input);
        return (eventId, by) -> new CancelEvent(texts.seal(About.CANCELLATION, eventId, reason), ifMatch, by);
    }

    static ByAdmin<CompleteEvent> complete(Input input) {
        IfMatch ifMatch = ifMatch(input);
        return (eventId, by) -> new CompleteEvent(ifMatch, by);
    }

    static ByAdmin<DeleteEvent> delete(Input input) {
        IfMatch ifMatch = ifMatch(input);
        return (eventId, by) -> new DeleteEvent(ifMatch, by);
    }

    private static IfMatch ifMatch(Input input) {
        return input.ifMatch().orElse(IfMatch.ANY);
    }

    private static String reason(JsonBody body) {
        return body.requiredProse("reason", 1, 500);
    }

    private static Optional<String> description(JsonBody body) {
        return body.optionalProse("description", 0, 10_000);
    }

    private static Optional<Integer> maxPerBooking(JsonBody body) {
        return body.optionalInt("maxPerBooking", 1, Details.MAX_SEATS_PER_BOOKING);
    }

    private static Optional<Integer> maxPerUser(JsonBody body) {
        return body.optionalInt("maxPerUser", 1, Integer.MAX_VALUE);
    }

    private static Optional<Integer> holdMinutes(JsonBody body) {
        return body.optionalInt("holdMinutes", 1, 60);
    }

    private static Waitlist waitlist(JsonBody body) {
        return body.optionalObject(
                        "waitlist",
                        object -> new Waitlist(
                                object.optionalChoice("policy", WaitlistPolicy.class),
                                object.optionalInt("windowMinutes", 1, 10_080)))
                .orElse(Waitlist.UNSAID);
    }

    private static PricingRule pricingRule(JsonBody object, long basePrice) {
        List<PricingRule.Step> steps = object.requiredList("steps", 1, PricingRule.MAX_STEPS, EventBodies::pricingStep);
        for (int i = 0; i < steps.size(); i++) {
            if (i > 0 && steps.get(i).soldPercent() <= steps.get(i - 1).soldPercent()) {
                object.refuse("steps", "must be in ascending order of soldShare");
            }
            if (steps.get(i).priceFrom(basePrice) > Money.MOST_CENTS) {
                object.refuse("steps", "must not lead to a price above \"99999999.99\"");
            }
        }
        return new PricingRule(steps);
    }

    private static PricingRule.Step pricingStep(JsonBody step) {
        return new PricingRule.Step(
                Hundredths.of(step.requiredDecimal("soldShare", HUNDREDTH, BigDecimal.ONE, 2)),
                Hundredths.of(step.requiredDecimal("factor", HUNDREDTH, LARGEST_FACTOR, 2)));
    }

    /** {@code eventDate} must lie in the future, as does what stands in for one that was refused already. */
    private static long inFuture(JsonBody body, Instant date) {
        if (!date.isAfter(Instant.now())) {
            body.refuse("eventDate", "must be in the future");
        }
        return Micros.of(date);
    }
}
