package org.storkee.health;

import java.util.Locale;

/** States as people, status columns and upstream's events write them. */
final class StateNames {
    private StateNames() {}

    /** {@code Offline}, {@code StorageDown}, {@code UpToDate}. */
    static String of(Enum<?> state) {
        StringBuilder words = new StringBuilder();
        for (String word : state.name().split("_", -1)) {
            words.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return words.toString();
    }
}
