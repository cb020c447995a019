package org.storkee.storage;

/**
 * One running instance of a driver type, so that two clusters of the same storage system fit side by side.
 *
 * @param type what the driver is called in {@code stork.drivers}, for example {@code declared}
 * @param instance which one of that type: the CSI driver name, a controller's address; never empty
 */
public record DriverId(String type, String instance) implements Comparable<DriverId> {
    /** {@code type:instance}, as shown in metrics, events and explain. */
    @Override
    public String toString() {
        return type + ":" + instance;
    }

    @Override
    public int compareTo(DriverId other) {
        return toString().compareTo(other.toString());
    }
}
