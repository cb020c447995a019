package org.storkee.testing.simulator;

/**
 * One machine of the simulated storage system.
 *
 * @param name name of the NodeStorage object
 * @param nodeName name of the Kubernetes node
 * @param capacityBytes room for replicas, in bytes; not negative
 */
public record SimulatedNode(String name, String nodeName, long capacityBytes) {
    /** Refuses a negative capacity. */
    public SimulatedNode {
        if (capacityBytes < 0) {
            throw new IllegalArgumentException("storage node " + name + ": capacity " + capacityBytes + " is negative");
        }
    }

    /** A machine whose NodeStorage is named as its Kubernetes node. */
    public static SimulatedNode of(String name, long capacityBytes) {
        return new SimulatedNode(name, name, capacityBytes);
    }
}
