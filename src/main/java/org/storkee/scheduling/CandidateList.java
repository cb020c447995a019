package org.storkee.scheduling;

import java.util.Arrays;

/** Where the candidates stand in a request body: the quoted name and the echoed item of each, as byte ranges. */
final class CandidateList {
    private static final int LARGEST_GUESS = 8192;

    int[] names;
    /** The same array as {@link #names} when names are what is echoed. */
    int[] items;

    int count;

    private final boolean whole;

    /**
     * An empty list.
     *
     * @param guess how many candidates there may be, by the length of the body; wrong guesses cost time only
     * @param whole whether an item is more than its name
     */
    CandidateList(int guess, boolean whole) {
        this.whole = whole;
        names = new int[2 * Math.min(LARGEST_GUESS, guess + 8)];
        items = whole ? new int[names.length] : names;
    }

    void add(int nameFrom, int nameTo, int itemFrom, int itemTo) {
        if (2 * count == names.length) {
            names = Arrays.copyOf(names, names.length * 2);
            items = whole ? Arrays.copyOf(items, items.length * 2) : names;
        }
        names[2 * count] = nameFrom;
        names[2 * count + 1] = nameTo;
        items[2 * count] = itemFrom;
        items[2 * count + 1] = itemTo;
        count++;
    }
}
