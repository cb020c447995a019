package org.storkee.health;

/**
 * What a rule says.
 *
 * @param action what is to be done
 * @param reason why
 * @param detail what the reason leaves out; must not hold times or counts that change from beat to beat, or the same
 *     verdict would look new each time
 */
record Verdict(Action action, Reason reason, String detail) {}
