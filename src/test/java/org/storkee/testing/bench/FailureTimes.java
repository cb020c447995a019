package org.storkee.testing.bench;

import java.util.List;

/**
 * What became of pods whose node failed; one figure for each run, in the order of the runs.
 *
 * @param failure what failed
 * @param deletedSeconds from the failure until the API server had accepted the deletion or the object was gone
 * @param runningSeconds from the failure until the successor ran on another replica's node
 */
record FailureTimes(String failure, List<Double> deletedSeconds, List<Double> runningSeconds) {}
