package org.storkee.storage;

import org.jspecify.annotations.Nullable;

/**
 * Where a machine stands. Null means unknown and never equals anything, another unknown included (design S5).
 *
 * @param rack rack, or null
 * @param zone zone, or null
 * @param region region, or null
 */
public record Location(
        @Nullable String rack,
        @Nullable String zone,
        @Nullable String region) {
    /** Nothing is known. */
    public static final Location UNKNOWN = new Location(null, null, null);

    /** An empty text means unknown too: a label without a value says nothing. */
    public Location {
        rack = blankToNull(rack);
        zone = blankToNull(zone);
        region = blankToNull(region);
    }

    /** This location with its unknown parts taken from {@code fallback}. */
    public Location orElse(Location fallback) {
        return new Location(
                rack != null ? rack : fallback.rack,
                zone != null ? zone : fallback.zone,
                region != null ? region : fallback.region);
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
