/**
 * A real Kubernetes control plane as plain processes on loopback, with KWOK in place of kubelets, for tests, the demo
 * and the benchmark.
 *
 * <p>A {@link org.storkee.testing.cluster.RealNode} adds a real kubelet, on machines that can run one.
 *
 * <p>Start at {@link org.storkee.testing.cluster.TestCluster}; an integration test takes the shared one by
 * {@link org.storkee.testing.cluster.ClusterTest}. Each cluster has its own folder and its own ports, so several run
 * side by side. How it works and how to change versions: {@code src/test/cluster/README.md}.
 */
package org.storkee.testing.cluster;
