package org.storkee.health;

/**
 * One pod, and no other of the same name.
 *
 * @param namespace its namespace
 * @param name its name
 * @param uid its UID: the precondition of whatever is done to it
 */
public record PodId(String namespace, String name, String uid) {
    /** {@code namespace/name}. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
