/**
 * The {@code local} driver: volumes on a node's own disk, {@code local} and {@code hostPath}, whoever provisions them.
 *
 * <p>{@link org.storkee.drivers.local.LocalDriver} listens, {@link org.storkee.drivers.local.LocalPicture} makes the view
 * (plain). There is one instance, {@code local:local}.
 *
 * <p>May use {@code storage}, {@code cluster} and {@code api}; never a feature, never another driver. What it reads
 * and cannot know: {@code docs/drivers/local.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.drivers.local;
