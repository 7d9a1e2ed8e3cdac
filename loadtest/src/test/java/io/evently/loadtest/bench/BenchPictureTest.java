package io.evently.loadtest.bench;

import static io.evently.loadtest.bench.ReportFixture.comparison;
import static io.evently.loadtest.bench.ReportFixture.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class BenchPictureTest {

    private static final List<Comparison> ALL = List.of(
            new Comparison(
                    "hot-event", run(64, 9_876), Baseline.ROW_LOCK_HTTP, "a <lock> & more", 1_234, true, Map.of()),
            comparison("hot-event", 256, Baseline.RIVAL, 12_345, 432),
            comparison("hot-event", 256, Baseline.ECHO, 12_345, 20_000),
            comparison("sold-out", 256, Baseline.ECHO, 700, 1_000),
            comparison("availability", 256, Baseline.ECHO, 900, 1_000));

    @Test
    void everyFigureIsInThePicture() throws Exception {
        Document picture = parsed(Picture.of(ALL));
        assertThat(picture.getDocumentElement().getTextContent())
                .contains("9,876", "1,234", "12,345", "432", "a <lock> & more", "0.62", "0.70", "0.90");
        assertThat(picture.getElementsByTagName("rect").getLength()).isEqualTo(2 + 2 + 3);
    }

    @Test
    void aBarTenTimesAsFastIsLongerByAFixedStep() throws Exception {
        var bars = parsed(Picture.of(List.of(
                        comparison("hot-event", 256, Baseline.ROW_LOCK_HTTP, 10_000, 1_000),
                        comparison("hot-event", 256, Baseline.RIVAL, 10_000, 100_000))))
                .getElementsByTagName("rect");
        int[] widths = new int[3];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Integer.parseInt(
                    bars.item(i).getAttributes().getNamedItem("width").getNodeValue());
        }
        assertThat(widths[0] - widths[1]).isCloseTo(widths[2] - widths[0], org.assertj.core.data.Offset.offset(1));
    }

    @Test
    void aPictureOfNothingIsStillOne() throws Exception {
        assertThat(parsed(Picture.of(List.of())).getDocumentElement().getTagName())
                .isEqualTo("svg");
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
    }
}
