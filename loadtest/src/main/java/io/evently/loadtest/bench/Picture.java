package io.evently.loadtest.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The figures a reader looks for first, as an SVG for light and dark pages: its background is the page's, and its greys
 * and colours are readable on white and on near black. Pure: the same results make the same picture.
 */
final class Picture {

    private static final String TEXT = "#768390";
    private static final String EVENTLY = "#2f9e63";
    private static final String RIVAL = "#8c7fd1";
    private static final String LINE = "#9aa4ae";

    private static final int WIDTH = 860;
    private static final int LABELS = 460;
    private static final int BARS = 320;
    private static final int ROW = 22;
    private static final int BAR = 14;

    /** The logarithmic axis, bookings per second. */
    private static final double LEAST = 100;

    private static final double MOST = 100_000;

    private final StringBuilder svg = new StringBuilder();
    private int y = 28;

    private Picture() {}

    /** A bar. */
    private record Bar(String label, double value, boolean own) {}

    /** Draws what of the results it has a place for. */
    static String of(List<Comparison> comparisons) {
        var picture = new Picture();
        for (int clients : List.of(64, 256)) {
            picture.bookings(comparisons, clients);
        }
        picture.ceilings(comparisons);
        return picture.finished();
    }

    private void bookings(List<Comparison> comparisons, int clients) {
        List<Comparison> hot = comparisons.stream()
                .filter(comparison -> comparison.scenario().equals("hot-event"))
                .filter(comparison -> comparison.evently().clients() == clients)
                .filter(comparison -> comparison.opponent() != Baseline.ECHO)
                .toList();
        if (hot.isEmpty()) {
            return;
        }
        List<Bar> bars = new ArrayList<>();
        bars.add(new Bar("Evently", hot.get(0).evently().perSecond(), true));
        hot.stream()
                .map(comparison -> new Bar(comparison.rival(), comparison.rivalPerSecond(), false))
                .distinct()
                .forEach(bars::add);
        title("Durable bookings per second on one hot event, " + clients + " connections (logarithmic)");
        for (Bar bar : bars) {
            double share = Math.log(Math.max(bar.value(), LEAST) / LEAST) / Math.log(MOST / LEAST);
            bar(bar, Math.min(share, 1), String.format(Locale.ROOT, "%,.0f", bar.value()));
        }
        y += ROW;
    }

    private void ceilings(List<Comparison> comparisons) {
        List<Bar> bars = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            String label = label(comparison.scenario());
            if (label != null
                    && comparison.opponent() == Baseline.ECHO
                    && comparison.evently().clients() == HotEvent.PEAK_CLIENTS) {
                bars.add(new Bar(label, comparison.ratio(), true));
            }
        }
        if (bars.isEmpty()) {
            return;
        }
        title("Share of what a bare echo route answers in the same server, 256 connections (1 = the whole bar)");
        int top = y - BAR;
        bars.forEach(bar -> bar(bar, Math.min(bar.value(), 1), String.format(Locale.ROOT, "%.2f", bar.value())));
        svg.append(String.format(
                "<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='%s' stroke-dasharray='3 3'/>%n",
                LABELS + BARS, top, LABELS + BARS, y - BAR, LINE));
    }

    private static String label(String scenario) {
        return switch (scenario) {
            case "hot-event" -> "bookings of one hot event";
            case "sold-out" -> "refusals, sold out";
            case "availability" -> "reads of availability";
            default -> null;
        };
    }

    private void title(String text) {
        svg.append(String.format(
                "<text x='10' y='%d' fill='%s' font-weight='600' font-size='14'>%s</text>%n", y, TEXT, escaped(text)));
        y += ROW + 4;
    }

    private void bar(Bar bar, double share, String value) {
        int width = Math.max(1, (int) Math.round(share * BARS));
        svg.append(String.format(
                "<text x='%d' y='%d' fill='%s' text-anchor='end' font-size='12'>%s</text>%n"
                        + "<rect x='%d' y='%d' width='%d' height='%d' rx='2' fill='%s'/>%n"
                        + "<text x='%d' y='%d' fill='%s' font-size='12'%s>%s</text>%n",
                LABELS - 8,
                y,
                TEXT,
                escaped(bar.label()),
                LABELS,
                y - BAR + 3,
                width,
                BAR,
                bar.own() ? EVENTLY : RIVAL,
                LABELS + width + 6,
                y,
                TEXT,
                bar.own() ? " font-weight='600'" : "",
                value));
        y += ROW;
    }

    private String finished() {
        return String.format(
                        "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d'"
                                + " font-family='system-ui, sans-serif' role='img'>%n"
                                + "<title>Evently beside its rivals</title>%n",
                        WIDTH, y, WIDTH, y)
                + svg
                + "</svg>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
