package org.storkee.storage;

/**
 * Fired after each merge, on the merging thread: observers must be quick or hand over.
 *
 * @param former the picture until now
 * @param current the picture from now on
 */
public record TopologyChanged(Topology former, Topology current) {}
