package org.storkee.storage;

/** How near two machines stand, nearest first. */
public enum Tier {
    /** The same machine: it holds a replica itself. */
    REPLICA,
    /** Same rack. */
    RACK,
    /** Same zone. */
    ZONE,
    /** Same region. */
    REGION,
    /** Nothing is known to be shared. */
    NONE
}
