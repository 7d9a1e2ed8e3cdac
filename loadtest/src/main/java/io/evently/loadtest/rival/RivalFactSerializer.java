package io.evently.loadtest.rival;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** 36 bytes: booking, user, seats. Nothing a textbook's serializer writes is smaller. */
public final class RivalFactSerializer extends SerializerWithStringManifest {

    private static final int BYTES = 2 * Long.BYTES + 2 * Long.BYTES + Integer.BYTES;

    @Override
    public int identifier() {
        return 730_101;
    }

    @Override
    public String manifest(Object fact) {
        return "B";
    }

    @Override
    public byte[] toBinary(Object fact) {
        RivalFact booked = (RivalFact) fact;
        return ByteBuffer.allocate(BYTES)
                .putLong(booked.booking().getMostSignificantBits())
                .putLong(booked.booking().getLeastSignificantBits())
                .putLong(booked.user().getMostSignificantBits())
                .putLong(booked.user().getLeastSignificantBits())
                .putInt(booked.quantity())
                .array();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return booked(bytes);
    }

    static RivalFact booked(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new RivalFact(new UUID(in.getLong(), in.getLong()), new UUID(in.getLong(), in.getLong()), in.getInt());
    }
}
