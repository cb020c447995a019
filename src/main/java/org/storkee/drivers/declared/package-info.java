/**
 * The {@code declared} driver: where replicas are, as anybody published it in {@code NodeStorage} and
 * {@code VolumeReplicas} objects.
 *
 * <p>Each distinct {@code spec.driver} value is one driver instance. {@link org.storkee.drivers.declared.DeclaredDriver}
 * watches, {@link org.storkee.drivers.declared.DeclaredViews} turns objects into views (pure),
 * {@link org.storkee.drivers.declared.Heartbeats} follows the Leases that machines renew. It gives topology for any CSI
 * driver it is published for, and nothing else.
 *
 * <p>May use {@code storage}, {@code cluster} and {@code api}; never a feature, never another driver. What it reads
 * and cannot know: {@code docs/drivers/declared.md}; for vendors: {@code docs/declared-api.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.drivers.declared;
