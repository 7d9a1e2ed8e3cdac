package io.evently.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.http.answer.Reply;
import io.evently.http.format.Cursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.junit.jupiter.api.Test;

/** A page is bounded in bytes, and the next one begins where it ends. */
class PagesTest {

    private static final List<String> ITEMS =
            IntStream.range(0, 200).mapToObj(Integer::toString).toList();

    @Test
    void pagesOfLargeItemsEndEarlierAndMissNothing() throws IOException {
        List<String> read = new ArrayList<>();
        int from = 0;
        int pages = 0;
        while (from < ITEMS.size()) {
            byte[] page = page(ITEMS.subList(from, ITEMS.size()), "\u0001".repeat(5_000));
            assertThat(page.length).isLessThan(600_000);
            JsonNode json = new ObjectMapper().readTree(page);
            json.path("items").forEach(item -> read.add(item.path("id").asText()));
            from = json.path("nextCursor").isNull()
                    ? ITEMS.size()
                    : Math.toIntExact(Cursor.read(
                                    "things", json.path("nextCursor").asText(), Cursor::number))
                            + 1;
            pages++;
        }
        assertThat(read).isEqualTo(ITEMS);
        assertThat(pages).isBetween(10, 20);
    }

    @Test
    void anItemThatIsTooLargeStandsAlone() throws IOException {
        JsonNode json = new ObjectMapper().readTree(page(ITEMS, "x".repeat(1_000_000)));
        assertThat(json.path("items")).hasSize(1);
        assertThat(json.path("nextCursor").isNull()).isFalse();
    }

    @Test
    void ordinaryPagesAreWhole() throws IOException {
        JsonNode json = new ObjectMapper().readTree(page(ITEMS, "x".repeat(1_000)));
        assertThat(json.path("items")).hasSize(200);
        assertThat(json.path("nextCursor").isNull()).isTrue();
        assertThat(new ObjectMapper()
                        .readTree(page(List.of(), ""))
                        .path("nextCursor")
                        .isNull())
                .isTrue();
    }

    private static byte[] page(List<String> items, String text) {
        Reply reply = Reply.page(
                items,
                false,
                (json, item) -> {
                    json.text("id", item);
                    json.text("text", text);
                },
                item -> Cursor.of("things", item));
        return ((HttpEntity.Strict) reply.entity("id")).getData().toArray();
    }
}
