package org.storkee.health;

import org.storkee.api.NodeState;

/** States as people and upstream's events write them. */
final class StateNames {
    private StateNames() {}

    /** {@code Offline}, {@code StorageDown}. */
    static String of(NodeState state) {
        return switch (state) {
            case ONLINE -> "Online";
            case DEGRADED -> "Degraded";
            case STORAGE_DOWN -> "StorageDown";
            case OFFLINE -> "Offline";
            case UNREACHABLE -> "Unreachable";
        };
    }
}
