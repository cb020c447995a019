/**
 * A pod with real data on a {@link org.storkee.testing.cluster.RealNode}, beside played nodes, for the tests and
 * benchmarks that need a kubelet that really ends pods. Start at {@link org.storkee.testing.realnode.RealNodeBed}.
 */
package org.storkee.testing.realnode;
