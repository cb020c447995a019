/**
 * A LINSTOR cluster for tests: what its controllers answer, in the documented shapes, and how it breaks.
 *
 * <p>LINSTOR needs a kernel module and a database; what a client sees of it is its REST API, so that is what is played:
 * {@link org.storkee.testing.linstor.SimulatedLinstor} knows nodes, resources, DRBD connections and pools,
 * {@link org.storkee.testing.linstor.LinstorController} serves them over HTTP or HTTPS and checks who asks,
 * {@link org.storkee.testing.linstor.OpenApi} checks answers against the published description of the API where that is
 * at hand. Must not use the server's packages, so that it stays an independent witness.
 */
package org.storkee.testing.linstor;
