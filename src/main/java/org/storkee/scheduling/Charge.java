package org.storkee.scheduling;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.PendingClaim;

/**
 * What one claim takes of which pools: an offer while {@code node} is null, then a promise. Not thread-safe; the ledger
 * guards it.
 */
final class Charge {
    final PendingClaim claim;
    /** UID of the pod whose word it rests on; empty when the claim's own does. */
    String pod;

    final Instant since;
    final Set<PoolAccount> pools;
    final @Nullable String node;
    /** What the pod's condition told when this was offered. */
    String told = "";
    /** When the claim got its volume, or null while it has none. */
    @Nullable
    Instant madeAt;

    Charge(PendingClaim claim, String pod, Instant since, Set<PoolAccount> pools, @Nullable String node) {
        this.claim = claim;
        this.pod = pod;
        this.since = since;
        this.pools = pools;
        this.node = node;
        resume();
    }

    /** True for a promise that rests on the pod's own word alone: no claim shows it yet, and no volume is made. */
    boolean nominated() {
        return node != null && !pod.isEmpty() && madeAt == null;
    }

    /** Takes back what is charged, for the moment. */
    void suspend() {
        add(-claim.bytes());
    }

    /** Takes back what is charged, for good. */
    void end() {
        suspend();
        pools.forEach(PoolAccount::takenBack);
    }

    /** Charges it again. */
    void resume() {
        add(claim.bytes());
    }

    private void add(long amount) {
        for (PoolAccount pool : pools) {
            if (node == null) {
                pool.offer(amount);
            } else {
                pool.promise(amount);
            }
        }
    }
}
