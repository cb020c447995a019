/**
 * The {@code pxd} driver: Portworx, and whatever else serves the OpenStorage SDK, asked through its REST gateway.
 *
 * <p>{@link org.storkee.drivers.pxd.PxdDriver} is the bean and says who owns what by
 * {@link org.storkee.drivers.pxd.PxdOwnership}; each {@link org.storkee.drivers.pxd.PxdCluster} observes one storage
 * cluster: {@link org.storkee.drivers.pxd.Gateways} finds its address and trust,
 * {@link org.storkee.drivers.pxd.SdkClient} talks, {@link org.storkee.drivers.pxd.SdkTokens} signs,
 * {@link org.storkee.drivers.pxd.SdkJson} reads, and {@link org.storkee.drivers.pxd.PxdViews} (pure) makes the view.
 *
 * <p>May use {@code storage}, {@code cluster} and {@code api}; never a feature, never another driver. What it reads
 * and cannot know: {@code docs/drivers/pxd.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.drivers.pxd;
