package io.evently.user.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.event.Origin;
import io.evently.record.RecordWriter;
import io.evently.user.Account;
import io.evently.user.AddressProof;
import io.evently.user.ClaimFact;
import io.evently.user.Forgotten;
import io.evently.user.Role;
import io.evently.user.User;
import io.evently.user.UserFact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UserRecordsTest {

    private static final UUID ADA = UUID.fromString("018f4e5a-0000-7000-8000-000000000001");
    private static final UUID ADMIN = UUID.fromString("018f4e5a-0000-7000-8000-0000000000ff");
    private static final Account REGISTERED = new Account(
            ADA,
            new Ciphertext(bytes(1, 2, 3)),
            new Ciphertext(bytes(4, 5)),
            BlindIndex.ofHex("3c".repeat(32)),
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR",
            Role.USER,
            true,
            1,
            1_700_000_000_000_000L,
            1_700_000_000_000_000L);
    private static final Account RENAMED = REGISTERED.renamed(new Ciphertext(bytes(6)), 1_700_000_000_000_001L);

    private static final Account WITH_PASSWORD =
            RENAMED.withPassword("$argon2id$v=19$m=256,t=2,p=1$b3RoZXJzYWx0$", ADMIN, 1_700_000_000_000_005L);

    private static final Forgotten FORGOTTEN =
            new Forgotten(ADA, 3, 1_700_000_000_000_000L, 1_700_000_000_000_007L, ADMIN);

    private static final Account UNPROVED = new Account(
            ADA,
            REGISTERED.email(),
            REGISTERED.name(),
            REGISTERED.emailIndex(),
            REGISTERED.passwordHash(),
            Role.USER,
            true,
            1,
            1_700_000_000_000_000L,
            1_700_000_000_000_000L,
            0,
            null,
            new AddressProof(false, false, 1_700_000_000_000_000L));
    private static final Account PROVED = UNPROVED.withProof(1_700_000_000_000_008L);
    private static final Account ELSEWHERE =
            PROVED.withAddress(new Ciphertext(bytes(7, 8)), BlindIndex.ofHex("7f".repeat(32)), 1_700_000_000_000_009L);

    private final UserSerializer serializer = new UserSerializer();

    /** Every record that was ever written, with what it must read as. Never change a sample; add new ones. */
    static Stream<Arguments> samples() {
        return Stream.of(
                Arguments.of("user:1", "user-1-registered.hex", new UserFact.UserRegistered(REGISTERED)),
                Arguments.of("user:1", "user-1-renamed.hex", new UserFact.UserRenamed(RENAMED)),
                Arguments.of(
                        "user:1",
                        "user-1-renamed-with-an-origin.hex",
                        new UserFact.UserRenamed(RENAMED, new Origin("8f3a0c5d2e1b4f60", Origin.Role.USER))),
                Arguments.of(
                        "user:1",
                        "user-1-access-changed.hex",
                        // Of a time without epochs.
                        new UserFact.AccessChanged(
                                new Account(
                                        ADA,
                                        RENAMED.email(),
                                        RENAMED.name(),
                                        RENAMED.emailIndex(),
                                        RENAMED.passwordHash(),
                                        Role.ADMIN,
                                        false,
                                        3,
                                        1_700_000_000_000_000L,
                                        1_700_000_000_000_002L),
                                ADMIN)),
                Arguments.of(
                        "user:1", "user-1-abandoned.hex", new UserFact.RegistrationAbandoned(1_700_000_000_000_003L)),
                Arguments.of("user:1", "user-1-password-changed.hex", new UserFact.PasswordChanged(WITH_PASSWORD)),
                Arguments.of(
                        "user:1",
                        "user-1-sessions-ended.hex",
                        new UserFact.SessionsEnded(WITH_PASSWORD.withoutSessions(1_700_000_000_000_006L))),
                Arguments.of("user:1", "user-1-email-index-changed.hex", new UserFact.EmailIndexChanged(RENAMED)),
                Arguments.of(
                        "user:1", "user-1-forgotten.hex", new UserFact.UserForgotten(FORGOTTEN, RENAMED.emailIndex())),
                Arguments.of("user:1", "user-1-registered-unproved.hex", new UserFact.UserRegistered(UNPROVED)),
                Arguments.of("user:1", "user-1-address-proved.hex", new UserFact.AddressProved(PROVED)),
                Arguments.of("user:1", "user-1-address-changed.hex", new UserFact.AddressChanged(ELSEWHERE, null)),
                Arguments.of(
                        "user:1",
                        "user-1-address-changed-from-another.hex",
                        new UserFact.AddressChanged(ELSEWHERE, PROVED.email())),
                Arguments.of("user-state:1", "user-state-1-of-another-address.hex", new User(ELSEWHERE, false, null)),
                // By nobody who is known, somebody who never registered.
                Arguments.of(
                        "user:1",
                        "user-1-forgotten-unregistered.hex",
                        new UserFact.UserForgotten(new Forgotten(ADA, 1, 0, 1_700_000_000_000_007L, null), null)),
                Arguments.of("user-state:1", "user-state-1-with-an-epoch.hex", new User(WITH_PASSWORD, false, null)),
                Arguments.of("user-state:1", "user-state-1.hex", new User(RENAMED, false, null)),
                Arguments.of("user-state:1", "user-state-1-abandoned.hex", new User(null, true, null)),
                Arguments.of("user-state:1", "user-state-1-forgotten.hex", new User(null, false, FORGOTTEN)),
                Arguments.of(
                        "claim:1", "claim-1-claimed.hex", new ClaimFact.AddressClaimed(ADA, 1_700_000_000_000_004L)),
                Arguments.of("claim:1", "claim-1-confirmed.hex", new ClaimFact.ClaimConfirmed(ADA)),
                Arguments.of("claim:1", "claim-1-released.hex", new ClaimFact.ClaimReleased(ADA)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("samples")
    void everySampleStillReads(String manifest, String sample, Object record) throws IOException {
        assertThat(serializer.fromBinary(sample(sample), manifest)).isEqualTo(record);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("samples")
    void whatIsWrittenTodayReadsToday(String manifest, String sample, Object record) {
        assertThat(serializer.manifest(record)).isEqualTo(manifest);
        assertThat(serializer.fromBinary(serializer.toBinary(record), manifest)).isEqualTo(record);
    }

    @Test
    void whoIsFromBeforeAddressesWereProvedHasProvedTheirs() throws IOException {
        UserFact before = (UserFact) serializer.fromBinary(sample("user-1-registered.hex"), "user:1");

        assertThat(before.account().proof()).isEqualTo(AddressProof.BEFORE);
    }

    @Test
    void fieldsThatAreNewToThisVersionAreIgnored() {
        byte[] fromTheFuture =
                RecordWriter.bytes(64, out -> out.number(2).id(ADA).text("new").array(() -> out.number(1)
                        .text("nested")));

        assertThat(serializer.fromBinary(fromTheFuture, "claim:1")).isEqualTo(new ClaimFact.ClaimConfirmed(ADA));
    }

    @Test
    void aFactThatIsNewToThisVersionIsNamed() {
        byte[] fromTheFuture = RecordWriter.bytes(8, out -> out.number(99));

        assertThatThrownBy(() -> serializer.fromBinary(fromTheFuture, "user:1")).hasMessageContaining("user fact 99");
        assertThatThrownBy(() -> serializer.fromBinary(fromTheFuture, "claim:1"))
                .hasMessageContaining("99");
        assertThatThrownBy(() -> serializer.fromBinary(fromTheFuture, "user:2")).hasMessageContaining("user:2");
    }

    @Test
    void aRegistrationTakesLittleRoomInTheJournal() {
        assertThat(serializer.toBinary(new UserFact.UserRegistered(REGISTERED))).hasSizeLessThan(200);
    }

    private static byte[] sample(String name) throws IOException {
        try (InputStream in = UserRecordsTest.class.getResourceAsStream("/records/" + name)) {
            assertThat(in).as("the sample %s", name).isNotNull();
            return HexFormat.of().parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
