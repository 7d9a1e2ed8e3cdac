package io.evently.http.format;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The time zones that clients may name: those of regions, and UTC. An offset or {@code EST} is refused: it has no summer
 * time where people do; a country, as in {@code US/Eastern}, is an alias of a region.
 */
public final class TimeZones {

    private static final Pattern REGION =
            Pattern.compile("(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.*");

    private static final Map<String, String> BY_LOWER_CASE = Stream.concat(
                    Stream.of("UTC"), ZoneId.getAvailableZoneIds().stream().filter(id -> REGION.matcher(id)
                            .matches()))
            .collect(toUnmodifiableMap(id -> id.toLowerCase(Locale.ROOT), id -> id));

    private TimeZones() {}

    /** The id in the spelling of IANA, however its letters were written; empty if there is none. */
    public static Optional<String> find(String text) {
        return Optional.ofNullable(BY_LOWER_CASE.get(text.toLowerCase(Locale.ROOT)));
    }
}
