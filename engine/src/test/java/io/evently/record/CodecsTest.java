package io.evently.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.event.Fact;
import io.evently.event.record.EventRecords;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CodecsTest {

    private static final UUID ID = new UUID(1, 2);

    public record Part(int number, String text) {}

    public record Whole(
            long number, Integer count, Boolean flag, UUID id, String text, Part part, List<Part> parts, Size size) {}

    public enum Size {
        SMALL,
        LARGE
    }

    public sealed interface Thing {}

    @Kind(1)
    public record Stone(int weight) implements Thing {}

    @Kind(2)
    public enum Air implements Thing {
        INSTANCE
    }

    public record Unnumbered() implements Thing {}

    public sealed interface Chance {}

    @Kind(3)
    public enum Dice implements Chance {
        ONE,
        SIX
    }

    public sealed interface Twins {}

    @Kind(1)
    public record Castor() implements Twins {}

    @Kind(1)
    public record Pollux() implements Twins {}

    public record Even(int number) {
        public Even {
            if (number % 2 != 0) {
                throw new IllegalStateException(number + " is odd");
            }
        }
    }

    private static final EnumCodec<Size> SIZE = new EnumCodec<>("size", Size.class);

    private final Codecs codecs = new Codecs().with(Size.class, SIZE);

    @Test
    void everyFactHasANumber() {
        assertThat(Kinds.of(Fact.class)).allMatch(EventRecords.FACTS::numbers);
    }

    @Test
    void componentsAreWrittenInTheirOrder() {
        Whole whole = new Whole(5, 6, true, ID, "seven", new Part(8, "nine"), List.of(new Part(10, null)), Size.LARGE);

        byte[] byHand = RecordWriter.bytes(16, out -> out.number(5)
                .number(6)
                .flag(true)
                .id(ID)
                .text("seven")
                .array(() -> out.number(8).text("nine"))
                .array(() -> out.array(() -> out.number(10).absent()))
                .number(1));

        Codec<Whole> codec = codecs.fieldsOf(Whole.class);
        assertThat(RecordWriter.bytes(16, codec, whole)).isEqualTo(byHand);
        assertThat(RecordReader.read(byHand, codec)).isEqualTo(whole);
    }

    @Test
    void whatIsAbsentReadsAsItsDefault() {
        byte[] nothing = RecordWriter.bytes(16, out -> {});

        assertThat(RecordReader.read(nothing, codecs.fieldsOf(Whole.class)))
                .isEqualTo(new Whole(0, null, null, null, null, null, List.of(), Size.SMALL));
    }

    @Test
    void aComponentMayDifferFromOthersOfItsType() {
        Codec<Whole> codec = codecs.with(Whole.class, "size", SIZE.orNull()).fieldsOf(Whole.class);
        Whole nothing = new Whole(0, null, null, null, null, null, List.of(), null);

        assertThat(RecordReader.read(RecordWriter.bytes(16, codec, nothing), codec))
                .isEqualTo(nothing);
    }

    @Test
    void aKindIsFoundByItsNumber() {
        SealedCodec<Thing> things = things();

        assertThat(RecordReader.read(RecordWriter.bytes(16, things, new Stone(5)), things))
                .isEqualTo(new Stone(5));
        assertThat(RecordReader.read(RecordWriter.bytes(16, things, Air.INSTANCE), things))
                .isEqualTo(Air.INSTANCE);
    }

    @Test
    void anEnumOfSeveralValuesSaysHowTheyDiffer() {
        assertThatThrownBy(() -> new SealedCodec<>("chance", Chance.class, codecs))
                .hasMessageContaining("nothing says how");

        codecs.with(Dice.class, new EnumCodec<>("dice", Dice.class));
        SealedCodec<Chance> chances = new SealedCodec<>("chance", Chance.class, codecs);

        assertThat(RecordReader.read(RecordWriter.bytes(16, chances, Dice.SIX), chances))
                .isEqualTo(Dice.SIX);
    }

    @Test
    void aKindWithoutANumberIsNotWritten() {
        assertThat(things().numbers(Unnumbered.class)).isFalse();
        assertThatThrownBy(() -> RecordWriter.bytes(16, things(), new Unnumbered()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no record for Unnumbered[]");
    }

    @Test
    void aNumberIsGivenOnce() {
        assertThatThrownBy(() -> new SealedCodec<>("twin", Twins.class, codecs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twin 1 is given twice");
    }

    @Test
    void aNumberThatIsNewToThisVersionIsNamed() {
        byte[] later = RecordWriter.bytes(16, out -> out.number(9));

        assertThatThrownBy(() -> RecordReader.read(later, things()))
                .isInstanceOf(NewerRecordException.class)
                .hasMessage("thing 9 is unknown: was this written by a newer Evently?");
        assertThatThrownBy(() -> RecordReader.read(later, SIZE))
                .isInstanceOf(NewerRecordException.class)
                .hasMessage("size 9 is unknown: was this written by a newer Evently?");
        assertThatThrownBy(() -> RecordReader.read(later, SIZE.orNull())).isInstanceOf(NewerRecordException.class);
    }

    @Test
    void aTypeThatNothingIsSaidOfIsRefusedAtOnce() {
        assertThatThrownBy(() -> new Codecs().fieldsOf(Whole.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing says how")
                .hasMessageContaining("Size");
    }

    @Test
    void aComponentThatIsNotThereIsRefusedAtOnce() {
        assertThatThrownBy(() -> codecs.with(Whole.class, "weight", SIZE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no weight");
    }

    @Test
    void whatAConstructorRefusesIsToldAsItSaysIt() {
        byte[] odd = RecordWriter.bytes(16, out -> out.number(3));

        assertThatThrownBy(() -> RecordReader.read(odd, codecs.fieldsOf(Even.class)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("3 is odd");
    }

    @Test
    void anIntTakesNoLong() {
        byte[] large = RecordWriter.bytes(16, out -> out.number(1L << 40));

        assertThatThrownBy(() -> RecordReader.read(large, codecs.fieldsOf(Stone.class)))
                .isInstanceOf(UncheckedIOException.class);
    }

    private SealedCodec<Thing> things() {
        return new SealedCodec<>("thing", Thing.class, codecs);
    }
}
