/**
 * The scheduler extender: which nodes can take a pod, which of them are nearest to its data, and why.
 *
 * <p>The way of a call: {@link org.storkee.scheduling.ExtenderResource} (thin) reads the request with
 * {@link org.storkee.scheduling.ExtenderCodec}, {@link org.storkee.scheduling.Extender} gathers what the call needs from
 * memory, the pure rules ({@link org.storkee.scheduling.FilterRules}, {@link org.storkee.scheduling.ScoringRules},
 * {@link org.storkee.scheduling.KubeVirtRules}, {@link org.storkee.scheduling.PreemptionRules}) decide, and
 * {@link org.storkee.scheduling.SchedulingActions} is the only class here that writes to the cluster. Nothing on this
 * way waits for a storage system or the API server.
 *
 * <p>May use {@code storage}, {@code cluster} and {@code api}; nothing calls it but HTTP. The rules in words and
 * examples: {@code docs/scheduling.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.scheduling;
