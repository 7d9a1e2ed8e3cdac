package io.evently.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

/** The pages below {@code engine/docs/mails} are what the templates say; {@code pictures.sh} makes them anew. */
class MailPagesTest {

    private static final Path FOLDER = Path.of("docs/mails");

    @Test
    void thePagesAreThoseOfTheTemplates() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".html") || name.endsWith(".txt")) {
                    pages.put(name, Files.readString(file));
                }
            }
        }

        assertThat(pages).isEqualTo(MailPages.all());
    }

    @Test
    void eachPageHasAPicture() {
        assertThat(MailPages.all().keySet())
                .filteredOn(name -> name.endsWith(".html"))
                .allSatisfy(name -> assertThat(FOLDER.resolve(name.replace(".html", ".png")))
                        .isNotEmptyFile());
    }

    @Test
    void theIndexLeadsToEachFile() throws IOException {
        String index = Files.readString(FOLDER.resolve("README.md"));
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> !name.equals("README.md"))
                    .allSatisfy(name -> assertThat(index).contains("(" + name + ")"));
        }
    }

    @Test
    void hebrewRunsFromRightToLeft() {
        var page = Jsoup.parse(MailPages.hebrew().html());

        assertThat(page.selectFirst("html").attr("dir")).isEqualTo("rtl");
        assertThat(page.selectFirst("html").attr("lang")).isEqualTo("he");
        assertThat(page.select("td[align=left]")).isEmpty();
        assertThat(MailPages.hebrew().subject()).startsWith("2 מקומות לקונצרט ליל הקיץ");
    }
}
