package org.storkee.scheduling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;
import org.storkee.storage.PendingClaim;

/**
 * What the claims of one pod, one driver and one class take together: they are judged by the same pools. Immutable.
 *
 * @param kind whose claims these are
 * @param bytes all of them
 * @param largest the largest of them
 */
record Demand(Kind kind, long bytes, long largest) {
    /**
     * Claims that have the same pools to choose from.
     *
     * @param storageClass the class they name, or null if they name none
     */
    record Kind(DriverId driver, @Nullable String storageClass) {
        static Kind of(PendingClaim claim) {
            return new Kind(claim.driver(), claim.storageClass());
        }
    }

    /** What one claim takes. */
    static Demand of(PendingClaim claim) {
        return new Demand(Kind.of(claim), claim.bytes(), claim.bytes());
    }

    /** What {@code claims} take, one demand per kind, in the order of their first claims. */
    static List<Demand> of(List<PendingClaim> claims) {
        Map<Kind, Demand> demands = LinkedHashMap.newLinkedHashMap(2);
        for (PendingClaim claim : claims) {
            demands.merge(Kind.of(claim), of(claim), Demand::plus);
        }
        return new ArrayList<>(demands.values());
    }

    /** This and {@code other}'s bytes together. */
    Demand plus(Demand other) {
        return new Demand(kind, bytes + other.bytes, Math.max(largest, other.largest));
    }
}
