package org.storkee.storage;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Boolean labels and annotations as upstream reads them: with Go's {@code strconv.ParseBool}. */
public final class GoBoolean {
    private GoBoolean() {}

    /**
     * The value under {@code key}: true for {@code 1 t T TRUE true True}, false for {@code 0 f F FALSE false False},
     * and {@code fallback} for anything else or nothing.
     */
    public static boolean of(@Nullable Map<String, String> values, String key, boolean fallback) {
        String text = values == null ? null : values.get(key);
        if (text == null) {
            return fallback;
        }
        return switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "0", "f", "F", "FALSE", "false", "False" -> false;
            default -> fallback;
        };
    }
}
