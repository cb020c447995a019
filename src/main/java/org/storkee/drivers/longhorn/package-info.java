/**
 * The {@code longhorn} driver: Longhorn's machines, volumes and replicas, read from its own objects in the API server.
 *
 * <p>{@link org.storkee.drivers.longhorn.LonghornDriver} watches, one
 * {@link org.storkee.drivers.longhorn.LonghornObjects} keeps what it saw,
 * {@link org.storkee.drivers.longhorn.LonghornViews} and {@link org.storkee.drivers.longhorn.LonghornRoom} say what it
 * means (pure). The classes called as Longhorn's kinds hold only the fields that are read. The namespace Longhorn runs
 * in is the instance.
 *
 * <p>May use {@code storage}, {@code cluster} and {@code api}; never a feature, never another driver. What it reads
 * and cannot know: {@code docs/drivers/longhorn.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.drivers.longhorn;
