package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.access.Principal;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.read.RequestHeaders;
import io.evently.http.route.Call;
import io.evently.user.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.Test;

/** Past a bound of streams the answer says whose it is, and no database is asked for it. */
class NotificationStreamLimitTest {

    private static final UUID ANNA = UUID.randomUUID();

    @Test
    void oneUserHasAFew() {
        Problem refusal = refusal(10, 10, 0);
        assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refusal.getMessage()).contains("streams of your notifications");
    }

    @Test
    void streamsOfAllKindsCountForAnAddressAndForTheNode() {
        assertThat(refusal(10, 0, 5).code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refusal(0, 10, 5).code()).isEqualTo(ErrorCode.BUSY);
    }

    @Test
    void whoeverLeavesMakesRoom() {
        UserCounts counts = new UserCounts(2);
        assertThat(counts.enter(ANNA)).isTrue();
        assertThat(counts.enter(ANNA)).isTrue();
        assertThat(counts.enter(ANNA)).isFalse();
        assertThat(counts.isFull(ANNA)).isTrue();
        assertThat(counts.enter(UUID.randomUUID())).isTrue();
        counts.leave(ANNA);
        assertThat(counts.isFull(ANNA)).isFalse();
        assertThat(counts.enter(ANNA)).isTrue();
    }

    private static Problem refusal(int most, int ofAnAddress, int ofAUser) {
        StreamSettings settings =
                new StreamSettings(Duration.ofSeconds(15), Duration.ofMinutes(15), most, ofAnAddress, ofAUser);
        NotificationStream route = new NotificationStream(
                null, null, new OpenStreams(most, ofAnAddress), settings, new SimpleMeterRegistry());
        Call call = new Call(
                route.endpoints().get(0),
                List.of(),
                new RequestHeaders(HttpRequest.create()),
                Optional.of(new Principal(ANNA, Role.USER)),
                InetAddress.getLoopbackAddress(),
                "1");
        Reply reply = Eventually.answer(route.stream(call, ServerSentEvents.NOTHING_SEEN));
        return reply.problem().orElseThrow();
    }
}
