package io.evently.http.ops;

import io.evently.http.answer.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.pekko.http.javadsl.model.ContentTypes;

/** Files of the jar as answers, read once. */
final class PageFiles {

    private PageFiles() {}

    static Reply file(String path, String mediaType) {
        try (InputStream in = resource(path)) {
            return Reply.bytes(200, ContentTypes.parse(mediaType), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InputStream resource(String path) {
        InputStream in = PageFiles.class.getClassLoader().getResourceAsStream(path);
        if (in == null) {
            throw new IllegalStateException("the jar lacks " + path);
        }
        return in;
    }
}
