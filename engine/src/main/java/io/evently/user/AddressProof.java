package io.evently.user;

/**
 * Whether a user's address was proved by a link that was sent there.
 *
 * @param proved this address
 * @param ever this or another one of theirs, so that they stay
 * @param since when they came to this address, microseconds; 0: not known, by a version that proved none
 */
public record AddressProof(boolean proved, boolean ever, long since) {

    /** Of those who were there before addresses were proved: nobody who is established has to prove anything. */
    public static final AddressProof BEFORE = new AddressProof(true, true, 0);

    /** Of somebody whom nobody else registered: the first admin. */
    static AddressProof given(long at) {
        return new AddressProof(true, true, at);
    }

    static AddressProof wanted(long at) {
        return new AddressProof(false, false, at);
    }

    AddressProof now() {
        return new AddressProof(true, true, since);
    }

    AddressProof ofAnother(long at) {
        return new AddressProof(false, ever, at);
    }
}
