package io.evently.crypto;

import io.evently.database.StartupRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** One line of text that only its owner may read: 32 random bytes as base64, made when first asked for. */
final class SecretFile {

    /** 256 bits. */
    static final int BYTES = 32;

    /** A secret is one short line; more is some other file, which is not read into memory to find that out. */
    private static final int LONGEST = 1_024;

    private SecretFile() {}

    /** The secret in {@code file}, which is made if it is missing (mode 0400). */
    static String readOrMake(Path file) {
        if (!Files.exists(file)) {
            make(file);
        }
        return read(file);
    }

    /**
     * The secret in {@code file}, without white space around it.
     *
     * @throws StartupRefused if there is none
     */
    static String read(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new StartupRefused("The file " + file + " is too long to be a secret.");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw new StartupRefused("The secret in " + file + " cannot be read: " + e, e);
        }
    }

    /**
     * Written beside, forced to disk, then renamed: a power cut leaves a whole secret or none, and what it encrypts is
     * never older than itself.
     */
    private static void make(Path file) {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        byte[] line = (Base64.getEncoder().encodeToString(secret) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        try {
            Path folder = file.toAbsolutePath().getParent();
            // createTempFile lets nobody but its owner read the file, before there is anything in it.
            Path draft = Files.createTempFile(folder, file.getFileName().toString(), ".new");
            write(draft, line);
            if (Files.getFileAttributeView(draft, PosixFileAttributeView.class) != null) {
                Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("r--------"));
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        } catch (IOException e) {
            throw new StartupRefused("No secret can be made in " + file + ": " + e, e);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** The rename itself is on disk only once the folder is. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
