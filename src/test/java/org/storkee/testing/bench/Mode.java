package org.storkee.testing.bench;

/** How candidates travel. */
enum Mode {
    /** {@code nodeCacheCapable: true}: only names. */
    NAMES,
    /** {@code nodeCacheCapable: false}: whole Node objects. */
    FULL;

    /** As it stands in the results. */
    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
