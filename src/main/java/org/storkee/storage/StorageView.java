package org.storkee.storage;

import java.util.List;
import java.util.Map;

/**
 * What one driver instance saw of its storage system at one time. Immutable; equal content may be published again.
 *
 * @param driver which instance saw it
 * @param nodes its machines, stale duplicates included: {@link NodeMatcher} removes them
 * @param volumes its volumes by {@link Volume#id()}; must not be changed after publishing
 * @param pools room for new volumes; machines in none of them have unknown room
 */
public record StorageView(
        DriverId driver, List<StorageNode> nodes, Map<String, Volume> volumes, List<CapacityPool> pools) {
    /** Copies the lists; the map is taken as it is, since copying 10,000 volumes per change would be the main cost. */
    public StorageView {
        nodes = List.copyOf(nodes);
        pools = List.copyOf(pools);
    }
}
