/**
 * What {@code make bench} measures: the extender's latency, CPU and memory from its client's side, its start-up, and
 * what it costs a real kube-scheduler in pods per second; then what observing costs the drivers and how soon their news
 * is what the extender answers with ({@link org.storkee.testing.bench.DriversBench}).
 *
 * <p>Start at {@link org.storkee.testing.bench.Bench}. Nothing is stubbed: a real control plane, the packaged server
 * with its own account, Node objects as the API server gives them. Every answer is compared with a checked one, so a
 * fast wrong answer ends the run. The micro-benchmarks of rules and codec lie beside what they measure, in classes
 * named {@code *Bench}; {@link org.storkee.testing.bench.Microbenchmarks} runs them.
 */
package org.storkee.testing.bench;
