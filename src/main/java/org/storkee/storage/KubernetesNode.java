package org.storkee.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What placement needs of a Kubernetes Node. Immutable.
 *
 * @param name the object's name
 * @param hostname its address of type {@code Hostname}, or null
 * @param internalIps its addresses of type {@code InternalIP}
 * @param location rack, zone and region by its labels
 * @param unschedulableForStorage annotation {@code operator.libopenstorage.org/unschedulable} is true
 */
public record KubernetesNode(
        String name,
        @Nullable String hostname,
        List<String> internalIps,
        Location location,
        boolean unschedulableForStorage) {
    /** Copies the list. */
    public KubernetesNode {
        internalIps = List.copyOf(internalIps);
    }

    /** A node of which nothing but the name is known. */
    public static KubernetesNode named(String name) {
        return new KubernetesNode(name, null, List.of(), Location.UNKNOWN, false);
    }
}
