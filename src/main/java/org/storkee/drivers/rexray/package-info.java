/**
 * The {@code rexray} driver: in which zone volumes are and where they are attached, by the libStorage REST API of
 * REX-Ray. libStorage knows no machines, no replicas and no health, so this driver knows none either.
 *
 * <p>{@link org.storkee.drivers.rexray.RexrayDriver} has the settings, {@link org.storkee.drivers.rexray.LibStorage} asks,
 * {@link org.storkee.drivers.rexray.Wire} is what it hears, {@link org.storkee.drivers.rexray.RexrayViews} turns it into a
 * view (pure).
 *
 * <p>May use {@code storage}, {@code cluster} and {@code api}; never a feature, never another driver. What it reads
 * and cannot know: {@code docs/drivers/rexray.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.drivers.rexray;
