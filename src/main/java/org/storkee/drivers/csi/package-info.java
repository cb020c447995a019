/**
 * The {@code csi} driver: any CSI driver's storage by what Kubernetes itself knows of it, without a vendor's interface.
 *
 * <p>Each CSI driver name is one instance. {@link org.storkee.drivers.csi.CsiDriver} watches,
 * {@link org.storkee.drivers.csi.CsiPicture} puts the objects together and deals them out to one
 * {@link org.storkee.drivers.csi.CsiInstance} each, which makes the views; both are plain. Places come from the volumes'
 * node affinity ({@link org.storkee.storage.AffineVolumes}), room from CSIStorageCapacity
 * ({@link org.storkee.drivers.csi.CsiRoom}).
 *
 * <p>May use {@code storage}, {@code cluster} and {@code api}; never a feature, never another driver. What it reads
 * and cannot know: {@code docs/drivers/csi.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.drivers.csi;
