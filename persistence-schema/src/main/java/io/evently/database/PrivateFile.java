package io.evently.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** Files that nobody but their owner may read. */
public final class PrivateFile {

    private static final Set<PosixFilePermission> OTHERS_READ =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private PrivateFile() {}

    /**
     * Writes one, in place of whatever was there. Written beside, forced to disk, then renamed: a power cut leaves a whole
     * file or none, and what depends on it is never older than itself.
     *
     * @param mode as {@code ls} shows it, such as {@code r--------}
     */
    public static void write(Path file, String text, String mode) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        // createTempFile lets nobody but its owner read the file, before there is anything in it.
        Path draft = Files.createTempFile(folder, file.getFileName().toString(), ".new");
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        setMode(draft, mode);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // The rename itself is on disk only once the folder is.
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The same, for another owner than who writes it, who may be root. */
    public static void writeFor(UserPrincipal owner, Path file, String text, String mode) throws IOException {
        write(file, text, mode);
        if (!Files.getOwner(file).equals(owner)) {
            Files.setOwner(file, owner);
        }
    }

    /** Where files have modes; elsewhere it does nothing. */
    public static void setMode(Path file, String mode) throws IOException {
        if (hasMode(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        }
    }

    /** Whether its group or everybody may read it; false where files have no modes. */
    public static boolean mayBeReadByOthers(Path file) throws IOException {
        return hasMode(file) && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS_READ::contains);
    }

    private static boolean hasMode(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class) != null;
    }
}
