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
        unexplainedDrop = Math.clamp(unexplainedDrop + drop, 0, Math.max(0, promised));
        available = pool.availableBytes();
        maximumVolume = pool.maximumVolumeBytes();
        observedAt = pool.observedAt();
    }

    /**
     * True when the published figure already contains a volume that was made at {@code madeAt}: it is newer, or it fell
     * by all that is promised. Had it fallen by less, the drop might be another promise's volume.
     */
    boolean contains(Instant madeAt) {
        return observedAt.isAfter(madeAt) || unexplainedDrop >= promised;
    }

    /** Whether these volumes fit on top of the promises. */
    Room roomFor(Demand demand) {
        if (demand.largest() > maximumVolume || demand.bytes() > available - promised + unexplainedDrop) {
            return Room.NONE;
        }
        return demand.bytes() > free() ? Room.UNDECIDED : Room.ENOUGH;
    }

    /** True when nothing is charged here. */
    boolean idle() {
        return promised == 0 && offered == 0;
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

    /** A promise was taken back: a drop that was its volume's explains no other promise. */
    void takenBack() {
        unexplainedDrop = Math.min(unexplainedDrop, promised);
    }

    /** Whether something fits. */
    enum Room {
        /** It fits whatever the undecided pods do. */
        ENOUGH,
        /** It fits if some undecided pod goes elsewhere, or if a volume just made is in the figure already: wait. */
        UNDECIDED,
        /** It does not fit. */
        NONE
    }
}
