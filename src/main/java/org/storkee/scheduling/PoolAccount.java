package org.storkee.scheduling;

import java.time.Instant;
import org.storkee.storage.CapacityPool;

/**
 * One capacity pool in the ledger's books: what the storage system published, and what is promised on top of it. Not
 * thread-safe; the ledger guards it.
 */
final class PoolAccount {
    private long available;
    private long maximumVolume;
    private Instant observedAt;
    private long promised;
    private long offered;
    private long unexplainedDrop;

    PoolAccount(CapacityPool pool) {
        available = pool.availableBytes();
        maximumVolume = pool.maximumVolumeBytes();
        observedAt = pool.observedAt();
    }

    /**
     * Takes over a new figure. Room that went away pays for promises: the volume they stood for is now part of the
     * figure, even if it was published before the claim was seen bound.
     */
    void observe(CapacityPool pool) {
        long drop = available - pool.availableBytes();
        if (drop > 0) {
            unexplainedDrop = Math.min(unexplainedDrop + drop, promised);
        }
        available = pool.availableBytes();
        maximumVolume = pool.maximumVolumeBytes();
        observedAt = pool.observedAt();
    }

    /** True when the published figure already contains a volume of {@code bytes} that was made at {@code madeAt}. */
    boolean contains(long bytes, Instant madeAt) {
        return observedAt.isAfter(madeAt) || unexplainedDrop >= bytes;
    }

    /** Whether volumes of {@code bytes} in all, {@code largest} the largest, fit on top of the promises. */
    Room roomFor(long bytes, long largest) {
        if (largest > maximumVolume || bytes > available - promised) {
            return Room.NONE;
        }
        return bytes > available - promised - offered ? Room.UNDECIDED : Room.ENOUGH;
    }

    /** Room left over by everything promised or offered. */
    long free() {
        return available - promised - offered;
    }

    /** Adds {@code bytes} (negative takes back) to what pods without a decided node were offered. */
    void offer(long bytes) {
        offered += bytes;
    }

    /** Adds {@code bytes} (negative takes back) to what is promised for sure. */
    void promise(long bytes) {
        promised += bytes;
    }

    /** A promise of {@code bytes} is kept: the published figure contains its volume. */
    void kept(long bytes) {
        promised -= bytes;
        unexplainedDrop = Math.max(0, unexplainedDrop - bytes);
    }

    /** Whether something fits. */
    enum Room {
        /** It fits whatever the undecided pods do. */
        ENOUGH,
        /** It fits only if some undecided pod goes elsewhere: wait. */
        UNDECIDED,
        /** It does not fit. */
        NONE
    }
}
