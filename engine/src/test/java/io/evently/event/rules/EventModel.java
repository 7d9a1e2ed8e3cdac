package io.evently.event.rules;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.EventCommand.CancelBooking;
import io.evently.event.EventCommand.CancelEvent;
import io.evently.event.EventCommand.ChangeEvent;
import io.evently.event.EventCommand.CompleteEvent;
import io.evently.event.EventCommand.ConfirmHold;
import io.evently.event.EventCommand.CreateEvent;
import io.evently.event.EventCommand.DeleteEvent;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.EventCommand.SetPrice;
import io.evently.event.EventStatus;
import io.evently.event.PricingRule;
import io.evently.event.Rejection;
import io.evently.event.SeatCounts;
import io.evently.event.WaitlistPolicy;
import io.evently.event.WaitlistStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What an event must answer, written down once more from {@code design.md} and {@code api.md}: one list of sales, searched
 * from end to end, and nothing counted ahead. Slow, and right by reading.
 */
final class EventModel {

    private static final long DAY = 86_400_000_000L;

    /** A booking and what became of it. */
    private static final class Sale {
        private final Book request;
        private final long price;
        private final long at;
        private final long holdUntil;
        private BookingStatus status;
        private long endedAt;

        private Sale(Book request, long price, long at, long holdUntil) {
            this.request = request;
            this.price = price;
            this.at = at;
            this.holdUntil = holdUntil;
            this.status = request.hold() ? BookingStatus.PENDING : BookingStatus.CONFIRMED;
        }

        private void end(BookingStatus how, long when) {
            status = how;
            endedAt = when;
        }

        private boolean isOpen() {
            return status == BookingStatus.PENDING || status == BookingStatus.CONFIRMED;
        }
    }

    private final WaitlistModel waitlist = new WaitlistModel();

    /** What a client is told; the moment of the last change is left out. */
    record Answer(Rejection refusal, long priceTold, Booking booking, boolean repeated, boolean byKey, String entry) {

        static final Answer EVENT = new Answer(null, 0, null, false, false, null);

        static Answer refused(Rejection refusal, long currentPrice) {
            long told = refusal == Rejection.PRICE_CHANGED ? currentPrice : 0;
            return new Answer(refusal, told, null, false, false, null);
        }

        static Answer booking(Booking booking) {
            return new Answer(null, 0, timeless(booking), false, false, null);
        }

        static Answer repeated(Booking booking, boolean byKey) {
            return new Answer(null, 0, timeless(booking), true, byKey, null);
        }

        /** @param entry as {@link WaitlistModel#shown} shows it */
        static Answer entry(String entry) {
            return new Answer(null, 0, null, false, false, entry);
        }

        static Answer repeatedJoin(String entry, boolean byKey) {
            return new Answer(null, 0, null, true, byKey, entry);
        }

        static Booking timeless(Booking booking) {
            return booking == null ? null : booking.in(booking.status(), 0);
        }
    }

    private final List<Sale> sales = new ArrayList<>();
    private boolean created;
    private boolean deleted;
    private EventStatus status;
    private Details details;
    private int capacity;
    private long basePrice;
    private long price;
    private PricingRule rule;
    private int stepsTaken;
    private int version;
    private long lastCommit;
    /** Times somebody had made as much as one may in a day. */
    private int dayLimitsMet;

    // ---- what can be seen ----

    /** What was asked for and still takes seats. */
    List<Book> openBookings() {
        return sales.stream().filter(Sale::isOpen).map(sale -> sale.request).toList();
    }

    int dayLimitsMet() {
        return dayLimitsMet;
    }

    boolean exists() {
        return created && !deleted;
    }

    EventStatus status() {
        return status;
    }

    long price() {
        return price;
    }

    int version() {
        return version;
    }

    Details details() {
        return details;
    }

    SeatCounts tally() {
        int confirmed = 0;
        int held = 0;
        long revenue = 0;
        for (Sale sale : sales) {
            if (sale.status == BookingStatus.CONFIRMED) {
                confirmed += sale.request.quantity();
                revenue += sale.price * sale.request.quantity();
            } else if (sale.status == BookingStatus.PENDING) {
                held += sale.request.quantity();
            }
        }
        return new SeatCounts(capacity, confirmed, held, waitlist.promisedSeats(), revenue);
    }

    WaitlistModel waitlist() {
        return waitlist;
    }

    /** The booking as a reader sees it at {@code at}; null if it never was or is forgotten. */
    Booking booking(UUID id, long at) {
        Sale sale = sale(id);
        if (sale == null) {
            return null;
        }
        boolean ranOut = sale.status == BookingStatus.PENDING && at >= sale.holdUntil;
        return shown(sale, ranOut ? BookingStatus.EXPIRED : sale.status);
    }

    // ---- time ----

    /** Ends what is due, then what can never be, then promises what is free; whatever the number. */
    void settle(long at) {
        if (!exists() || status != EventStatus.ACTIVE) {
            return;
        }
        sales.stream()
                .filter(sale -> sale.status == BookingStatus.PENDING && sale.holdUntil <= at)
                .forEach(sale -> sale.end(BookingStatus.EXPIRED, at));
        waitlist.endDue(at);
        waitlist.endImpossible(this::canNeverHave, at);
        if (isOnSale(at)) {
            waitlist.promise(free(), at, price, details);
        }
    }

    /** A promise is kept, unless one user may have less by now; who only waits must be able to get it from others. */
    private boolean canNeverHave(WaitlistModel.Waiter waiter) {
        if (!userMayHave(waiter.userId, waiter.quantity)) {
            return true;
        }
        boolean waits = waiter.status == WaitlistStatus.WAITING;
        return waits && (waiter.quantity > mostSeats() || seatsOf(waiter.userId) + waiter.quantity > capacity);
    }

    private int mostSeats() {
        return Math.min(details.maxPerBooking(), capacity);
    }

    private int free() {
        return tally().available();
    }

    /** A commit was made: what ended a day before is forgotten. */
    void committed(long at) {
        lastCommit = at;
    }

    // ---- commands ----

    Answer ask(long at, EventCommand command) {
        if (command instanceof CreateEvent create) {
            return create(create);
        }
        if (!exists()) {
            return refused(Rejection.EVENT_NOT_FOUND);
        }
        if (command instanceof Book book) {
            return book(at, book);
        }
        if (command instanceof ConfirmHold confirm) {
            return confirm(at, confirm);
        }
        if (command instanceof CancelBooking cancel) {
            return cancel(at, cancel);
        }
        if (command instanceof EventCommand.JoinWaitlist join) {
            return join(at, join);
        }
        if (command instanceof EventCommand.LeaveWaitlist leave) {
            return waitlist.leave(leave.userId(), at) ? Answer.EVENT : refused(Rejection.ENTRY_NOT_FOUND);
        }
        if (command instanceof EventCommand.RemoveUser remove) {
            if (status == EventStatus.ACTIVE) {
                sales.stream()
                        .filter(sale -> sale.request.userId().equals(remove.userId()))
                        .filter(sale -> sale.status == BookingStatus.PENDING)
                        .forEach(sale -> sale.end(BookingStatus.CANCELLED, at));
                waitlist.leave(remove.userId(), at);
            }
            return Answer.EVENT;
        }
        if (command instanceof EventCommand.SetPriority set) {
            WaitlistModel.Waiter waiter = waitlist.live(set.entryId());
            if (waiter == null) {
                return refused(Rejection.ENTRY_NOT_FOUND);
            }
            waiter.priority = set.priority();
            return Answer.EVENT;
        }
        if (command instanceof EventCommand.ClaimPromotion claim) {
            return claim(at, claim);
        }
        if (command instanceof EventCommand.DeclinePromotion decline) {
            return decline(at, decline);
        }
        if (!ifMatch(command).any() && !ifMatch(command).versions().contains((long) version)) {
            return refused(Rejection.VERSION_MISMATCH);
        }
        if (command instanceof ChangeEvent change) {
            return change(change);
        }
        if (command instanceof SetPrice set) {
            return setPrice(set);
        }
        if (command instanceof CancelEvent) {
            return cancelEvent(at);
        }
        if (command instanceof CompleteEvent) {
            return complete(at);
        }
        if (!sales.isEmpty()) {
            return refused(Rejection.EVENT_HAS_BOOKINGS);
        }
        deleted = true;
        version++;
        return Answer.EVENT;
    }

    private static IfMatch ifMatch(EventCommand command) {
        if (command instanceof ChangeEvent change) {
            return change.ifMatch();
        }
        if (command instanceof SetPrice set) {
            return set.ifMatch();
        }
        if (command instanceof CancelEvent cancel) {
            return cancel.ifMatch();
        }
        if (command instanceof CompleteEvent complete) {
            return complete.ifMatch();
        }
        return ((DeleteEvent) command).ifMatch();
    }

    private Answer create(CreateEvent create) {
        if (!created) {
            created = true;
            status = EventStatus.ACTIVE;
            details = create.details();
            capacity = create.capacity();
            basePrice = create.basePrice();
            price = create.basePrice();
            rule = create.pricingRule();
            version = 1;
        }
        return Answer.EVENT;
    }

    private Answer book(long at, Book book) {
        Sale same = sale(book.bookingId());
        if (same != null) {
            return Answer.repeated(first(same), false);
        }
        for (Sale sale : sales) {
            boolean sameKey = book.key() != null
                    && book.key().equals(sale.request.key())
                    && book.userId().equals(sale.request.userId());
            if (sameKey && at < sale.at + DAY) {
                boolean sameRequest = sale.request.quantity() == book.quantity()
                        && sale.request.hold() == book.hold()
                        && sale.request.expectedPrice() == book.expectedPrice();
                return sameRequest ? Answer.repeated(first(sale), true) : refused(Rejection.IDEMPOTENCY_KEY_REUSED);
            }
        }
        if (!isOnSale(at)) {
            return refused(Rejection.EVENT_NOT_ON_SALE);
        }
        boolean holdsAlready = sales.stream()
                .anyMatch(sale -> sale.request.userId().equals(book.userId()) && sale.status == BookingStatus.PENDING);
        int ownClaim = waitlist.liveOf(book.userId()) == null ? 0 : 1;
        if (book.quantity() > details.maxPerBooking()
                || hasMade(100 - ownClaim, book.userId(), at)
                || !userMayHave(book.userId(), book.quantity() + waitlist.promisedTo(book.userId()))
                || (book.hold() && holdsAlready)) {
            return refused(Rejection.BOOKING_LIMIT_REACHED);
        }
        int free = free();
        if (free == 0) {
            return refused(Rejection.SOLD_OUT);
        }
        if (isReservedForWaitlist()) {
            return refused(Rejection.SEATS_PROMISED_TO_WAITLIST);
        }
        if (free < book.quantity()) {
            return refused(Rejection.NOT_ENOUGH_SEATS);
        }
        if (book.expectedPrice() >= 0 && book.expectedPrice() != price) {
            return refused(Rejection.PRICE_CHANGED);
        }
        Sale sale = new Sale(book, price, at, book.hold() ? at + details.holdMinutes() * 60_000_000L : 0);
        sales.add(sale);
        followRule();
        return Answer.booking(shown(sale, sale.status));
    }

    /** Under strict nobody passes those who wait, however few seats they leave. */
    private boolean isReservedForWaitlist() {
        return details.waitlistPolicy() == WaitlistPolicy.STRICT
                && !waitlist.inOrder().isEmpty();
    }

    private boolean userMayHave(UUID user, int more) {
        return details.maxPerUser() == 0 || seatsOf(user) + more <= details.maxPerUser();
    }

    private int seatsOf(UUID user) {
        return seats(sale -> sale.request.userId().equals(user) && sale.isOpen());
    }

    private boolean hasMade(int many, UUID user, long at) {
        long made = sales.stream()
                .filter(sale -> sale.request.userId().equals(user) && at < sale.at + DAY)
                .count();
        dayLimitsMet += made >= many ? 1 : 0;
        return made >= many;
    }

    private Answer join(long at, EventCommand.JoinWaitlist join) {
        if (waitlist.live(join.entryId()) != null) {
            return Answer.EVENT;
        }
        WaitlistModel.Waiter same = join.key() == null ? null : waitlist.joinedBy(join.userId(), join.key(), at);
        if (same != null) {
            boolean sameRequest = same.quantity == join.quantity() && same.expiresAt == join.expiresAt();
            return sameRequest
                    ? Answer.repeatedJoin(same.firstShown, !same.entryId.equals(join.entryId()))
                    : refused(Rejection.IDEMPOTENCY_KEY_REUSED);
        }
        if (!isOnSale(at)) {
            return refused(Rejection.EVENT_NOT_ON_SALE);
        }
        if (waitlist.liveOf(join.userId()) != null) {
            return refused(Rejection.ALREADY_WAITING);
        }
        if (join.expiresAt() != 0 && join.expiresAt() <= at) {
            return refused(Rejection.ENTRY_EXPIRED);
        }
        if (join.quantity() > mostSeats()
                || waitlist.promisedInADay(join.userId(), at) >= 100
                || hasMade(100, join.userId(), at)
                || (join.key() != null
                        && waitlist.joinedWithKeys(join.userId(), at).size() >= 100)
                || seatsOf(join.userId()) + join.quantity() > capacity
                || !userMayHave(join.userId(), join.quantity())) {
            return refused(Rejection.BOOKING_LIMIT_REACHED);
        }
        if (!isReservedForWaitlist() && join.quantity() <= free()) {
            return refused(Rejection.SEATS_AVAILABLE);
        }
        waitlist.join(join, at);
        return Answer.EVENT;
    }

    private Answer claim(long at, EventCommand.ClaimPromotion claim) {
        WaitlistModel.Waiter waiter = waitlist.promised(claim.promotionId(), claim.by(), lastCommit);
        if (waiter == null) {
            return refused(Rejection.PROMOTION_NOT_FOUND);
        }
        if (waiter.status == WaitlistStatus.CONVERTED) {
            return Answer.repeated(first(sale(waiter.bookingId)), !waiter.bookingId.equals(claim.bookingId()));
        }
        if (!isOnSale(at)) {
            return refused(Rejection.EVENT_NOT_ON_SALE);
        }
        if (waiter.status != WaitlistStatus.PROMOTED) {
            return refused(Rejection.PROMOTION_EXPIRED);
        }
        if (!userMayHave(claim.by(), waiter.quantity) || hasMade(100, claim.by(), at)) {
            return refused(Rejection.BOOKING_LIMIT_REACHED);
        }
        waiter.end(WaitlistStatus.CONVERTED, at);
        waiter.bookingId = claim.bookingId();
        Book asIf = new Book(claim.bookingId(), claim.by(), waiter.quantity, false, Booking.NO_EXPECTED_PRICE, null);
        Sale sale = new Sale(asIf, waiter.price, at, 0);
        sales.add(sale);
        followRule();
        return Answer.booking(shown(sale, sale.status));
    }

    private Answer decline(long at, EventCommand.DeclinePromotion decline) {
        WaitlistModel.Waiter waiter = waitlist.promised(decline.promotionId(), decline.by(), lastCommit);
        if (waiter == null) {
            return refused(Rejection.PROMOTION_NOT_FOUND);
        }
        if (waiter.status == WaitlistStatus.PROMOTED) {
            waiter.declined = true;
            waiter.end(WaitlistStatus.EXPIRED, at);
        }
        return waiter.declined ? Answer.EVENT : refused(Rejection.PROMOTION_EXPIRED);
    }

    private Answer confirm(long at, ConfirmHold confirm) {
        Sale sale = sale(confirm.bookingId());
        if (sale == null || !sale.request.userId().equals(confirm.by())) {
            return refused(Rejection.BOOKING_NOT_FOUND);
        }
        if (sale.status == BookingStatus.CANCELLED) {
            return refused(Rejection.BOOKING_NOT_ACTIVE);
        }
        if (sale.status == BookingStatus.EXPIRED) {
            return refused(Rejection.HOLD_EXPIRED);
        }
        if (sale.status == BookingStatus.PENDING) {
            if (!isOnSale(at)) {
                return refused(Rejection.EVENT_NOT_ON_SALE);
            }
            sale.status = BookingStatus.CONFIRMED;
            followRule();
        }
        return Answer.booking(shown(sale, sale.status));
    }

    private Answer cancel(long at, CancelBooking cancel) {
        Sale sale = sale(cancel.bookingId());
        if (sale == null || !(cancel.asAdmin() || sale.request.userId().equals(cancel.by()))) {
            return refused(Rejection.BOOKING_NOT_FOUND);
        }
        if (sale.status == BookingStatus.EXPIRED) {
            return refused(Rejection.BOOKING_NOT_ACTIVE);
        }
        if (sale.isOpen()) {
            boolean adminMayStill = cancel.asAdmin() && status == EventStatus.ACTIVE;
            if (!isOnSale(at) && !adminMayStill) {
                return refused(Rejection.EVENT_NOT_ON_SALE);
            }
            sale.end(BookingStatus.CANCELLED, at);
        }
        return Answer.booking(shown(sale, sale.status));
    }

    private String descriptionAfter(ChangeEvent change) {
        if (change.clearDescription()) {
            return null;
        }
        return change.description() == null ? details.description() : change.description();
    }

    private Answer change(ChangeEvent change) {
        if (status != EventStatus.ACTIVE) {
            return refused(Rejection.EVENT_NOT_ON_SALE);
        }
        int newCapacity = change.capacity() == null ? capacity : change.capacity();
        if (newCapacity < capacity - free()) {
            return refused(Rejection.CAPACITY_BELOW_SOLD);
        }
        Details changed = new Details(
                change.name() == null ? details.name() : change.name(),
                descriptionAfter(change),
                change.venue() == null ? details.venue() : change.venue(),
                change.eventDate() == null ? details.eventDate() : change.eventDate(),
                change.maxPerBooking() == null ? details.maxPerBooking() : change.maxPerBooking(),
                change.maxPerUser() == null ? details.maxPerUser() : change.maxPerUser(),
                change.holdMinutes() == null ? details.holdMinutes() : change.holdMinutes(),
                change.waitlistPolicy() == null ? details.waitlistPolicy() : change.waitlistPolicy(),
                change.windowMinutes() == null ? details.windowMinutes() : change.windowMinutes(),
                change.timeZone() == null ? details.timeZone() : change.timeZone());
        if (newCapacity != capacity || !changed.equals(details)) {
            version++;
        }
        details = changed;
        capacity = newCapacity;
        followRule();
        return Answer.EVENT;
    }

    private Answer setPrice(SetPrice set) {
        if (status != EventStatus.ACTIVE) {
            return refused(Rejection.EVENT_NOT_ON_SALE);
        }
        if (rule != null || price != set.price()) {
            version++;
        }
        price = set.price();
        rule = null;
        return Answer.EVENT;
    }

    private Answer cancelEvent(long at) {
        if (status == EventStatus.COMPLETED) {
            return refused(Rejection.EVENT_NOT_ON_SALE);
        }
        if (status == EventStatus.ACTIVE) {
            version++;
            status = EventStatus.CANCELLED;
            sales.stream().filter(Sale::isOpen).forEach(sale -> sale.end(BookingStatus.CANCELLED, at));
            waitlist.endAll(at);
        }
        return Answer.EVENT;
    }

    private Answer complete(long at) {
        if (status == EventStatus.CANCELLED || at < details.eventDate()) {
            return status == EventStatus.COMPLETED ? Answer.EVENT : refused(Rejection.EVENT_NOT_ON_SALE);
        }
        if (status == EventStatus.ACTIVE) {
            version++;
            status = EventStatus.COMPLETED;
            sales.stream()
                    .filter(sale -> sale.status == BookingStatus.PENDING)
                    .forEach(sale -> sale.end(BookingStatus.EXPIRED, at));
            waitlist.endAll(at);
        }
        return Answer.EVENT;
    }

    // ---- parts ----

    private Answer refused(Rejection rejection) {
        return Answer.refused(rejection, price);
    }

    private boolean isOnSale(long at) {
        return status == EventStatus.ACTIVE && at < details.eventDate();
    }

    private int seats(Predicate<Sale> of) {
        return sales.stream()
                .filter(of)
                .mapToInt(sale -> sale.request.quantity())
                .sum();
    }

    /** The sale with this id, unless it ended a day before the last commit. */
    private Sale sale(UUID id) {
        for (Sale sale : sales) {
            if (sale.request.bookingId().equals(id)) {
                boolean forgotten = !sale.isOpen() && lastCommit >= sale.endedAt + DAY;
                return forgotten ? null : sale;
            }
        }
        return null;
    }

    private void followRule() {
        if (rule == null) {
            return;
        }
        BigDecimal sold = BigDecimal.valueOf(tally().confirmed()).multiply(BigDecimal.valueOf(100));
        int reached = 0;
        for (PricingRule.Step step : rule.steps()) {
            BigDecimal needed = BigDecimal.valueOf(step.soldPercent()).multiply(BigDecimal.valueOf(capacity));
            if (sold.compareTo(needed) < 0) {
                break;
            }
            reached++;
        }
        if (reached > stepsTaken) {
            stepsTaken = reached;
            price = BigDecimal.valueOf(basePrice)
                    .multiply(BigDecimal.valueOf(rule.steps().get(reached - 1).factorPercent(), 2))
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
            version++;
        }
    }

    private static Booking first(Sale sale) {
        return shown(sale, sale.request.hold() ? BookingStatus.PENDING : BookingStatus.CONFIRMED);
    }

    private static Booking shown(Sale sale, BookingStatus status) {
        Book request = sale.request;
        return new Booking(
                request.bookingId(),
                request.userId(),
                request.quantity(),
                sale.price,
                status,
                sale.at,
                sale.holdUntil,
                0,
                request.key(),
                request.expectedPrice());
    }
}
