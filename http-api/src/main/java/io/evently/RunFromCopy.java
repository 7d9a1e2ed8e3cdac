package io.evently;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Runs another program of Evently, named by {@code -Devently.main}, from a copy of what builds write. A JVM reads a class
 * when it first needs it; if a build has written it anew meanwhile, the JVM fails. In a clone each of our commands builds.
 *
 * <p>Nothing may be loaded from the original any more once the other program runs, so this one is small and needs Java only.
 */
public final class RunFromCopy {

    private RunFromCopy() {}

    /**
     * @param args those of the other program
     * @throws Throwable what the other program throws
     */
    public static void main(String[] args) throws Throwable {
        ClassLoader loader;
        try {
            loader = loader();
        } catch (IOException e) {
            System.err.println("Nothing was started, because its classes cannot be copied: " + e);
            System.exit(1);
            return;
        }
        Thread.currentThread().setContextClassLoader(loader);
        try {
            loader.loadClass(System.getProperty("evently.main"))
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /** Never closed: threads of the other program may outlive its main. */
    private static ClassLoader loader() throws IOException {
        Path clone = Path.of(System.getProperty("evently.root", "")).toRealPath();
        ClassesCopy copy = null;
        List<URL> urls = new ArrayList<>();
        for (Path entry : classPath()) {
            // A module without sources has no folder of classes.
            if (Files.exists(entry)) {
                Path place = entry.toRealPath();
                if (isWrittenByBuilds(place, clone)) {
                    copy = copy == null ? ClassesCopy.in(clone) : copy;
                    place = copy.add(place);
                }
                urls.add(place.toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** Nothing on a server is, and nothing in Maven's local repository. */
    private static boolean isWrittenByBuilds(Path original, Path clone) {
        return original.startsWith(clone)
                && StreamSupport.stream(clone.relativize(original).spliterator(), false)
                        .anyMatch(Path.of("target")::equals);
    }

    /** Maven runs programs by a loader of its own; Java's own loader has the class path. */
    private static List<Path> classPath() {
        if (RunFromCopy.class.getClassLoader() instanceof URLClassLoader maven) {
            return Stream.of(maven.getURLs()).map(RunFromCopy::path).toList();
        }
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    private static Path path(URL url) {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
