package org.storkee.testing.simulator;

import java.util.List;

/** What the pool answers to a request for room. */
public sealed interface Allocation {
    /**
     * The room is taken.
     *
     * @param nodes NodeStorage names, one per replica, all different; the first is the selected one if one was selected
     */
    record Placed(List<String> nodes) implements Allocation {}

    /**
     * Nothing was taken.
     *
     * @param reason why, in words for a person
     */
    record Refused(String reason) implements Allocation {}
}
