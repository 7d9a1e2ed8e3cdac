package io.evently.record;

import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Tells Pekko how records become bytes. Manifests stand in the journal, and between nodes, for ever. */
public abstract class RecordSerializer extends SerializerWithStringManifest {

    /**
     * What is written under one manifest.
     *
     * @param type what {@code write} takes and {@code read} gives
     */
    public record Form<T>(String manifest, Class<T> type, Function<T, byte[]> write, Function<byte[], T> read) {

        /** @param sizeHint about the bytes it takes */
        public static <T> Form<T> of(String manifest, Class<T> type, int sizeHint, Codec<T> codec) {
            return new Form<>(
                    manifest,
                    type,
                    value -> RecordWriter.bytes(sizeHint, codec, value),
                    bytes -> RecordReader.read(bytes, codec));
        }

        private byte[] bytes(Object record) {
            return write.apply(type.cast(record));
        }
    }

    private final int identifier;
    private final List<Form<?>> forms;

    /**
     * @param identifier unique among all serializers of the system, and the same on all nodes, for ever
     * @param forms of several for one type the first is written, and all are read
     */
    protected RecordSerializer(int identifier, Form<?>... forms) {
        this.identifier = identifier;
        this.forms = List.of(forms);
    }

    /** Who is answered, by their address in the cluster. */
    protected static Codec<ActorRef<?>> refs(ExtendedActorSystem system) {
        ActorRefResolver refs = ActorRefResolver.get(Adapter.toTyped(system));
        return Codec.of((out, ref) -> out.text(refs.toSerializationFormat(ref)), in -> refs.resolveActorRef(in.text()));
    }

    @Override
    public final int identifier() {
        return identifier;
    }

    @Override
    public final String manifest(Object record) {
        return formOf(record).manifest();
    }

    @Override
    public final byte[] toBinary(Object record) {
        return formOf(record).bytes(record);
    }

    /** @throws NewerRecordException if no form has this manifest */
    @Override
    public final Object fromBinary(byte[] bytes, String manifest) {
        for (Form<?> form : forms) {
            if (form.manifest().equals(manifest)) {
                return form.read().apply(bytes);
            }
        }
        throw new NewerRecordException("manifest " + manifest);
    }

    private Form<?> formOf(Object record) {
        for (Form<?> form : forms) {
            if (form.type().isInstance(record)) {
                return form;
            }
        }
        throw new IllegalArgumentException("no record for " + record.getClass());
    }
}
