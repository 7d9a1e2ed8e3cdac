package io.evently;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Looks for a word, or for bytes, in all files of folders: as it stands, in capitals or not, and in hexadecimal, as dumps
 * write bytes. What is compressed is looked at unpacked.
 */
final class CanarySearch {

    private static final int SHOWN = 30;

    private final Map<String, List<byte[]>> needles = new TreeMap<>();

    /** By the name it is reported under. */
    CanarySearch word(String name, String word) {
        return bytes(name, word.toLowerCase(Locale.ROOT).getBytes(US_ASCII));
    }

    CanarySearch bytes(String name, byte[] bytes) {
        StringBuilder hex = new StringBuilder();
        for (byte each : bytes) {
            hex.append("%02x".formatted(each));
        }
        needles.computeIfAbsent(name, none -> new ArrayList<>()).add(bytes);
        needles.get(name).add(hex.toString().getBytes(US_ASCII));
        return this;
    }

    /** What is found below a folder (or in a file): name, file, and some bytes round it; once for each name and file. */
    List<String> in(Path folder) {
        List<String> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found.addAll(in(file.toString(), read(file)));
                    return FileVisitResult.CONTINUE;
                }

                /** As files of a running server do. */
                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException && !file.equals(folder)) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    List<String> in(String place, byte[] content) {
        byte[] small = lowerCased(content);
        List<String> found = new ArrayList<>();
        needles.forEach((name, forms) -> {
            for (byte[] form : forms) {
                int at = indexOf(small, form);
                if (at >= 0) {
                    found.add(name + " in " + place + ": " + shown(content, at));
                    break;
                }
            }
        });
        return found;
    }

    /** ASCII's capitals; bytes of an address that happen to be some are looked for as such, too. */
    private static byte[] lowerCased(byte[] content) {
        byte[] small = new byte[content.length];
        for (int i = 0; i < content.length; i++) {
            small[i] = lowerCased(content[i]);
        }
        return small;
    }

    private static byte lowerCased(byte character) {
        return character >= 'A' && character <= 'Z' ? (byte) (character + 32) : character;
    }

    private static int indexOf(byte[] content, byte[] needle) {
        byte first = lowerCased(needle[0]);
        for (int i = 0; i <= content.length - needle.length; i++) {
            if (content[i] == first && isAt(content, i, needle)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isAt(byte[] content, int at, byte[] needle) {
        for (int i = 1; i < needle.length; i++) {
            if (content[at + i] != lowerCased(needle[i])) {
                return false;
            }
        }
        return true;
    }

    private static String shown(byte[] content, int at) {
        int from = Math.max(0, at - SHOWN);
        int to = Math.min(content.length, at + 2 * SHOWN);
        return new String(content, from, to - from, ISO_8859_1).replaceAll("[^ -~]", "·");
    }

    /** Unpacked; nothing if it went meanwhile, as files of a running server do. */
    private static byte[] read(Path file) {
        try (InputStream in = file.toString().endsWith(".gz")
                ? new GZIPInputStream(Files.newInputStream(file))
                : Files.newInputStream(file)) {
            return in.readAllBytes();
        } catch (NoSuchFileException gone) {
            return new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
