package org.storkee.testing.bench;

/** What is asked of the extender. */
enum Verb {
    FILTER,
    PRIORITIZE;

    /** As it stands in the URL and in the results. */
    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
