package org.storkee.scheduling;

import java.util.Arrays;

/** Where the candidates stand in a request body: the quoted name and the echoed item of each, as byte ranges. */
final class CandidateList {
    int[] names = new int[128];
    int[] items = new int[128];
    int count;

    void add(int nameFrom, int nameTo, int itemFrom, int itemTo) {
        if (2 * count == names.length) {
            names = Arrays.copyOf(names, names.length * 2);
            items = Arrays.copyOf(items, items.length * 2);
        }
        names[2 * count] = nameFrom;
        names[2 * count + 1] = nameTo;
        items[2 * count] = itemFrom;
        items[2 * count + 1] = itemTo;
        count++;
    }
}
