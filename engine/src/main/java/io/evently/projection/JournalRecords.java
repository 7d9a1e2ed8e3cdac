package io.evently.projection;

import io.evently.event.record.EventSerializer;
import io.evently.record.NewerRecordException;
import io.evently.tables.journal.Journal;
import io.evently.user.record.UserSerializer;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Reads records of the journal by the serializer that wrote them, without an actor system. */
final class JournalRecords {

    private static final Map<Integer, SerializerWithStringManifest> SERIALIZERS = Stream.of(
                    new EventSerializer(), new UserSerializer())
            .collect(Collectors.toMap(SerializerWithStringManifest::identifier, Function.identity()));

    private JournalRecords() {}

    static Object read(Journal.Row row) {
        SerializerWithStringManifest serializer = SERIALIZERS.get(row.serializer());
        if (serializer == null) {
            throw new NewerRecordException("serializer " + row.serializer());
        }
        try {
            return serializer.fromBinary(row.payload(), row.manifest());
        } catch (NotSerializableException e) {
            throw new UncheckedIOException(e);
        }
    }
}
