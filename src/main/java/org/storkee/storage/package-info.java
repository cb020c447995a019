/**
 * The model every storage driver speaks, and what several features ask of it.
 *
 * <p>What lives here: the driver SPI ({@link org.storkee.storage.StorageDriver} and one interface per capability), the
 * immutable observation a driver publishes ({@link org.storkee.storage.StorageView}), the merge of all observations
 * with the Kubernetes nodes ({@link org.storkee.storage.Topology}), and the way from a pod to its volumes
 * ({@link org.storkee.storage.PodVolumes}). Readers never lock; a failed observation never turns a node offline.
 *
 * <p>May use {@code cluster} and {@code api}. Drivers and features use it; it knows neither. For authors of drivers:
 * {@code docs/drivers/README.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.storage;
