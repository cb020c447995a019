/**
 * Storage health: pods leave failing storage in seconds, and never without proof.
 *
 * <p>The way of a beat: signals are gathered into evidence ({@link org.storkee.health.DriverEvidence},
 * {@link org.storkee.health.ClusterEvidence}), {@link org.storkee.health.FailureDetector} tells which machines failed,
 * {@link org.storkee.health.RelocationPlan} decides what that means for each pod,
 * {@link org.storkee.health.RelocationBudget} says how much of it may be done now, and one class does it. Everything but
 * the gathering and the doing is pure: records in, records out, time comes in from outside. Each decision, "do nothing"
 * included, is kept with its evidence in {@link org.storkee.health.DecisionLog}.
 *
 * <p>May use {@code storage}, {@code cluster} and {@code api}; nothing calls it. The decision table and all guards in
 * words: {@code docs/health.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.health;
