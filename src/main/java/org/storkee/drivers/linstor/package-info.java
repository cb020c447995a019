/**
 * The {@code linstor} driver: where replicas are, by LINSTOR's REST API (version 1), and which silent machines DRBD's
 * peers vouch for.
 *
 * <p>One instance per LINSTOR cluster, called by the name of the CSI driver that provisions from it.
 * {@link org.storkee.drivers.linstor.LinstorDriver} knows the instances, {@link org.storkee.drivers.linstor.LinstorClient}
 * talks, {@link org.storkee.drivers.linstor.Wire} is what it hears (only the fields that are read),
 * {@link org.storkee.drivers.linstor.LinstorViews} turns it into a view (pure) with the help of
 * {@link org.storkee.drivers.linstor.DrbdWitness} (who is cut off) and {@link org.storkee.drivers.linstor.LinstorRoom}
 * (how much fits).
 *
 * <p>May use {@code storage}, {@code cluster} and {@code api}; never a feature, never another driver. What it reads
 * and cannot know: {@code docs/drivers/linstor.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.drivers.linstor;
