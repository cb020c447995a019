package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.Claims;
import org.storkee.storage.ClaimBinding;
import org.storkee.storage.PendingClaim;
import org.storkee.storage.PodVolumes;

/**
 * What claims, volumes and pods say of the {@link CapacityLedger}'s charges. Level-triggered: telling an object again
 * changes nothing, and what counts is what the caches hold in that moment, with the ledger locked: several threads tell,
 * and one that has read a claim before its node was selected would otherwise take back the promise that another made
 * meanwhile. Kinds arrive in any order, so {@link #lookAgain} repairs what an unlucky one left behind. Thread-safe as the
 * ledger is.
 */
final class LedgerEntries {
    private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    private final CapacityLedger ledger;
    private final Claims claims;
    private final PodVolumes.Owners owners;
    private final Function<Pod, @Nullable Pod> pods;
    private final Clock clock;

    /**
     * @param pods what a pod, which may have been told a while ago, is now; null when it is gone
     */
    LedgerEntries(
            CapacityLedger ledger,
            Claims claims,
            Function<Pod, @Nullable Pod> pods,
            PodVolumes.Owners owners,
            Clock clock) {
        this.ledger = ledger;
        this.claims = claims;
        this.pods = pods;
        this.owners = owners;
        this.clock = clock;
    }

    /** A claim changed, or is looked at again; one that is gone is told by {@link #deleted}. */
    void claim(PersistentVolumeClaim told) {
        synchronized (ledger) {
            PersistentVolumeClaim now = claims.claim(
                    told.getMetadata().getNamespace(), told.getMetadata().getName());
            if (now != null && uid(now).equals(uid(told))) {
                take(now);
            }
        }
    }

    private void take(PersistentVolumeClaim claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        String node = annotations == null ? null : annotations.get(SELECTED_NODE);
        PendingClaim pending = PodVolumes.pending(claim, claims, owners);
        if (pending != null) {
            if (node == null || node.isEmpty()) {
                ledger.undecided(pending.uid(), "");
            } else {
                ledger.decided(pending, "", node);
            }
            return;
        }
        PersistentVolume volume = ClaimBinding.volume(claim, claims);
        if (volume != null) {
            bound(claim, volume, node);
        } else if (claim.getStatus() != null && "Lost".equals(claim.getStatus().getPhase())) {
            ledger.released(uid(claim));
        }
    }

    /** A volume as it is now: its claim may have been seen bound before the volume itself was seen. */
    void volume(PersistentVolume volume) {
        ObjectReference user =
                volume.getSpec() == null ? null : volume.getSpec().getClaimRef();
        if (user == null || user.getUid() == null || !ledger.charged(user.getUid())) {
            return;
        }
        PersistentVolumeClaim claim = claims.claim(user.getNamespace(), user.getName());
        if (claim != null && user.getUid().equals(uid(claim))) {
            claim(claim);
        }
    }

    /** The claim is gone. */
    void deleted(PersistentVolumeClaim claim) {
        ledger.released(uid(claim));
    }

    /** A pod changed, or is looked at again: its node, or the one it is nominated for, decides its claims. */
    void pod(Pod told) {
        synchronized (ledger) {
            Pod now = pods.apply(told);
            if (now != null
                    && now.getMetadata().getUid().equals(told.getMetadata().getUid())) {
                take(now);
            }
        }
    }

    private void take(Pod pod) {
        if (pod.getSpec() == null || pod.getSpec().getVolumes() == null) {
            return;
        }
        String node = pod.getSpec().getNodeName();
        String nominated = pod.getStatus() == null ? null : pod.getStatus().getNominatedNodeName();
        for (var source : pod.getSpec().getVolumes()) {
            String name = PodVolumes.claimName(pod, source);
            PersistentVolumeClaim claim =
                    name == null ? null : claims.claim(pod.getMetadata().getNamespace(), name);
            PendingClaim pending = claim == null ? null : PodVolumes.pending(claim, claims, owners);
            if (pending != null) {
                pod(String.valueOf(pod.getMetadata().getUid()), pending, node, nominated);
            }
        }
    }

    private void pod(String uid, PendingClaim claim, @Nullable String node, @Nullable String nominated) {
        if (node != null && !node.isEmpty()) {
            ledger.decided(claim, uid, node);
        } else if (nominated != null && !nominated.isEmpty()) {
            ledger.nominated(claim, uid, nominated);
        } else {
            ledger.undecided(claim.uid(), uid);
        }
    }

    /**
     * Looks again at the claims that have charges.
     *
     * @param charged {@link CapacityLedger#claims} read before {@code all}
     * @param all every claim there is; a charged one that is not among them is gone
     */
    void lookAgain(Set<String> charged, Collection<PersistentVolumeClaim> all) {
        Set<String> gone = new HashSet<>(charged);
        for (PersistentVolumeClaim claim : all) {
            if (gone.remove(uid(claim))) {
                claim(claim);
            }
        }
        gone.forEach(ledger::released);
    }

    private void bound(PersistentVolumeClaim claim, PersistentVolume volume, @Nullable String node) {
        String created = volume.getMetadata().getCreationTimestamp();
        Instant madeAt = created == null ? clock.instant() : Instant.parse(created);
        // Its node may come with the volume: made before this server started, or while it heard nothing.
        boolean counts =
                ledger.charged(uid(claim)) || madeAt.isAfter(clock.instant().minus(CapacityLedger.FIGURE_LAG));
        PendingClaim decided =
                counts && node != null && !node.isEmpty() ? PodVolumes.asPending(claim, claims, owners) : null;
        if (decided != null && node != null) {
            ledger.decided(decided, "", node);
        } else if (ledger.offered(uid(claim))) {
            ledger.released(uid(claim)); // it got a volume that was there before, which takes no room
        }
        ledger.bound(uid(claim), madeAt);
    }

    private static String uid(PersistentVolumeClaim claim) {
        return String.valueOf(claim.getMetadata().getUid());
    }
}
