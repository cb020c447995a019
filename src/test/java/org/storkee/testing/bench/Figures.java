package org.storkee.testing.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** Arithmetic on measurements. Pure. */
final class Figures {
    private static final MathContext THREE_DIGITS = new MathContext(3);

    private Figures() {}

    /** Three significant digits: more would pretend. Whole numbers keep all of theirs. */
    static double round(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new BenchException("a figure could not be worked out: nothing was measured");
        }
        return Math.abs(value) >= 1000
                ? Math.rint(value)
                : new BigDecimal(value).round(THREE_DIGITS).doubleValue();
    }

    /** The middle value, or the mean of the two in the middle. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : round((sorted.get(middle - 1) + sorted.get(middle)) / 2);
    }
}
