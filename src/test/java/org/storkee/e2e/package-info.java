/**
 * What a user would see, end to end: the packaged server asked by a real kube-scheduler on a real control plane. Each
 * class has a {@link org.storkee.e2e.Testbed} of its own on the shared cluster.
 */
package org.storkee.e2e;
