/**
 * Everything that touches the API server.
 *
 * <p>What lives here: the client, the informer caches all features read from
 * ({@link org.storkee.cluster.ClusterCache}), the work queue and its loop, leadership, the event recorder, and the
 * contract by which features tell the probes about themselves ({@link org.storkee.cluster.Readiness}). Reads are
 * answered from memory and never lock; writes are asynchronous or made by a control loop.
 *
 * <p>May use {@code api} only. Every other package may use it. Why fabric8 and a queue of our own:
 * {@code docs/decisions.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.cluster;
