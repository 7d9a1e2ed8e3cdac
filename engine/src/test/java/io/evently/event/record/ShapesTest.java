package io.evently.event.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Booking;
import io.evently.event.Commit;
import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.KeyedJoin;
import io.evently.event.Promotion;
import io.evently.event.WaitlistEntry;
import io.evently.event.actor.EventMessage;
import io.evently.event.actor.EventReply;
import io.evently.event.state.EventSummary;
import io.evently.record.Kinds;
import io.evently.user.ClaimCommand;
import io.evently.user.ClaimFact;
import io.evently.user.User;
import io.evently.user.UserCommand;
import io.evently.user.UserFact;
import io.evently.user.actor.ClaimMessage;
import io.evently.user.actor.ClaimReply;
import io.evently.user.actor.UserMessage;
import io.evently.user.actor.UserReply;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The order of components is the format, and two of one type change places without a compiler's word: bytes that say one
 * user's id where another's belongs. So {@code records/shapes.txt} states the order of all that is written or sent. Names
 * may change there, and new ones come at the end of a line; nothing else may.
 */
class ShapesTest {

    private static final List<Class<?>> FAMILIES = List.of(
            Fact.class,
            EventCommand.class,
            EventMessage.class,
            EventReply.class,
            UserFact.class,
            UserCommand.class,
            UserMessage.class,
            UserReply.class,
            ClaimFact.class,
            ClaimCommand.class,
            ClaimMessage.class,
            ClaimReply.class);

    private static final List<Class<?>> RECORDS = List.of(
            Commit.class,
            EventSummary.class,
            Booking.class,
            WaitlistEntry.class,
            Promotion.class,
            KeyedJoin.class,
            User.class);

    @Test
    void componentsKeepTheirPlaces() throws IOException {
        Set<String> shapes = new TreeSet<>();
        FAMILIES.forEach(family -> Kinds.of(family).forEach(kind -> collect(kind, shapes)));
        RECORDS.forEach(kind -> collect(kind, shapes));

        assertThat(shapes).containsExactlyInAnyOrderElementsOf(stated());
    }

    /** The shape of a record, and of those it consists of. */
    private static void collect(Type type, Set<String> shapes) {
        if (type instanceof ParameterizedType list) {
            collect(list.getActualTypeArguments()[0], shapes);
        } else if (type instanceof Class<?> record && record.isRecord() && shapes.add(shape(record))) {
            for (RecordComponent component : record.getRecordComponents()) {
                collect(component.getGenericType(), shapes);
            }
        }
    }

    private static String shape(Class<?> record) {
        String name = record.getName().substring(record.getPackageName().length() + 1);
        return Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.joining(", ", name.replace('$', '.') + "(", ")"));
    }

    private static List<String> stated() throws IOException {
        try (InputStream in = ShapesTest.class.getResourceAsStream("/records/shapes.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
