package org.storkee.storage;

import org.storkee.api.ReplicaState;

/**
 * One copy of a volume's data.
 *
 * @param node {@link StorageNode#id()} of the machine that holds it; the driver may not know that machine (any more)
 * @param state only an {@link ReplicaState#UP_TO_DATE} replica gives locality
 */
public record Replica(String node, ReplicaState state) {}
