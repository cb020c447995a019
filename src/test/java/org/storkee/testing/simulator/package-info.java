/**
 * A storage simulator: plays a storage system through the declared API ({@code storkee.org/v1alpha1}).
 *
 * <p>What lives here: a pool that accounts for room ({@link org.storkee.testing.simulator.StoragePool}, pure), a
 * provisioner and a reclaimer that turn claims into PersistentVolumes and VolumeReplicas as external-provisioner would,
 * and commands that break and heal nodes. Start at {@link org.storkee.testing.simulator.StorageSimulator}. Used by
 * end-to-end tests, the demo and the bench; never part of the WAR. May use {@code org.storkee.api} and a Kubernetes
 * client; must not use the server's other packages, so that it stays an independent witness.
 *
 * <p>A person commands a running simulator through an annotation on a NodeStorage, which it removes when it is done:
 *
 * <pre>kubectl annotate nodestorage node-3 simulator.storkee.org/command=fail</pre>
 *
 * <p>The commands are those of {@link org.storkee.testing.simulator.NodeCommand}.
 */
package org.storkee.testing.simulator;
