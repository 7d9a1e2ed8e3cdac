package io.evently.loadtest.scenario.messages;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.customers.Crowd;
import io.evently.loadtest.customers.Task;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.scenario.messages.SmtpSink.Mail;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.verify.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Many wait for a sold-out event, each with a stream open; then the event grows by a seat for each of them, and one commit
 * promotes all. Counted from before the request that does it is sent, so the commit's own time is in every figure.
 */
final class PromotionBurst {

    private static final int CONNECTIONS = 64;

    /** Of registering and of joining. */
    private static final int MAILS_BEFORE = 2;

    /** What is still to come would be a second message: reminders come minutes later. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private static final double MOST_MILLIS = 2_000;

    private final Cluster cluster;
    private final EventlyApi api;
    private final SmtpSink sink;
    private final List<Violation> violations = new ArrayList<>();

    /**
     * What it came to.
     *
     * @param stream until the notification was on its stream
     * @param mail until the mail server had the mail
     */
    record Result(int promotions, Delays stream, Delays mail, List<String> broken) {}

    PromotionBurst(Cluster cluster, EventlyApi api, SmtpSink sink) {
        this.cluster = cluster;
        this.api = api;
        this.sink = sink;
    }

    Result run(int promotions) {
        List<Member> members = Member.register(cluster, api, "waits", promotions);
        UUID event = api.createEvent("Burst", 1);
        var crowd = new Crowd(cluster.address(0), CONNECTIONS, new History());
        crowd.run(List.of(Task.of(Request.book(event, Buyer.someone(cluster.tokens()), "first", 1, false)))
                .iterator());
        crowd.run(members.stream()
                .map(member -> Task.of(Request.join(event, member.buyer(), 1)))
                .iterator());
        Patience.until("everybody was welcomed, and told that they wait", () -> members.stream()
                .allMatch(member -> sink.to(member.address()).size() >= MAILS_BEFORE));
        List<Listener> listeners = members.stream().map(Member::listener).toList();
        try (var streams = new OpenStreams(cluster.address(0), listeners)) {
            long sent = System.nanoTime();
            api.grow(event, promotions + 1);
            Patience.until("everybody heard of their promotion", () -> members.stream()
                    .allMatch(member -> hasHeard(member, event, sent)));
            nobodyHearsTwice(members, event, sent);
            return result(members, event, sent);
        }
    }

    private boolean hasHeard(Member member, UUID event, long sent) {
        return !mailsSince(member, sent).isEmpty()
                && !heardSince(member, event, sent).isEmpty();
    }

    private List<Long> mailsSince(Member member, long sent) {
        return sink.to(member.address()).stream()
                .map(Mail::at)
                .filter(at -> at - sent > 0)
                .toList();
    }

    private static List<Long> heardSince(Member member, UUID event, long sent) {
        return member.listener().about(event).stream()
                .map(Listener.Heard::at)
                .filter(at -> at - sent > 0)
                .toList();
    }

    private void nobodyHearsTwice(List<Member> members, UUID event, long sent) {
        boolean twice = Patience.within(SETTLED, () -> members.stream()
                .anyMatch(member -> mailsSince(member, sent).size() > 1
                        || heardSince(member, event, sent).size() > 1
                        || member.listener().twice() > 0));
        if (twice) {
            violations.add(new Violation("a promotion is told once", "somebody heard of it twice"));
        }
    }

    private Result result(List<Member> members, UUID event, long sent) {
        Delays stream = Delays.of(members.stream()
                .map(member -> heardSince(member, event, sent).get(0) - sent)
                .toList());
        Delays mail = Delays.of(members.stream()
                .map(member -> mailsSince(member, sent).get(0) - sent)
                .toList());
        inTime("the stream", stream);
        inTime("the mail", mail);
        return new Result(
                members.size(),
                stream,
                mail,
                violations.stream().map(Violation::toString).toList());
    }

    private void inTime(String way, Delays delays) {
        if (delays.p99() > MOST_MILLIS) {
            violations.add(new Violation(
                    "99 of 100 hear of their promotion within 2 s",
                    "by %s after %.0f ms".formatted(way, delays.p99())));
        }
    }
}
