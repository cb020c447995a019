package org.storkee.testing.bench;

/**
 * One promise about performance, and what became of it.
 *
 * @param name what is measured, in words, with its unit
 * @param goal the bound
 * @param value what was measured
 * @param met whether {@code value} keeps to the bound
 */
record Goal(String name, double goal, double value, boolean met) {
    static Goal atMost(String name, double goal, double value) {
        return new Goal(name, goal, value, value <= goal);
    }

    static Goal atLeast(String name, double goal, double value) {
        return new Goal(name, goal, value, value >= goal);
    }
}
