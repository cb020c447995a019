package org.storkee.storage;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.Claims;

/**
 * A pod's volumes as far as a storage driver owns them (reference 1.7). Immutable.
 *
 * @param provisioned bound volumes with an owner, in the order of the pod's volumes
 * @param pending claims that wait for their first consumer and have a provisioner we know
 * @param untold claims of which the caches cannot tell yet whose they are; see {@link ClaimBinding#untold}
 * @param problem the first claim problem, or null; with one, no node can take the pod
 */
public record PodVolumes(
        List<ProvisionedVolume> provisioned,
        List<PendingClaim> pending,
        List<String> untold,
        @Nullable ClaimProblem problem) {
    /** A pod without volumes of any driver. */
    public static final PodVolumes NONE = new PodVolumes(List.of(), List.of(), List.of(), null);

    private static final String RESTORE = "stork.libopenstorage.org/restore-in-progress";

    /** Who owns a volume or a provisioner's claims, and what its view says. */
    public interface Owners {
        /** The driver instance that serves {@code volume}, or null. */
        @Nullable
        DriverId owner(PersistentVolume volume);

        /** The driver instance that provisions for {@code provisioner}, or null. */
        @Nullable
        DriverId owner(String provisioner);

        /** Key of {@code volume} in its owner's view. */
        String volumeKey(DriverId owner, PersistentVolume volume);
    }

    /** Which drivers have a say on this pod, in a fixed order. */
    public Set<DriverId> drivers() {
        Set<DriverId> drivers = new TreeSet<>();
        provisioned.forEach(v -> drivers.add(v.driver()));
        pending.forEach(c -> drivers.add(c.driver()));
        return drivers;
    }

    /** True when no driver has a say: every node will do. */
    public boolean none() {
        return provisioned.isEmpty() && pending.isEmpty() && problem == null;
    }

    /**
     * Follows {@code pod}'s claims to their volumes. Generic ephemeral volumes are claims named
     * {@code <pod>-<volume>}. In-tree volumes the pod names itself count like bound ones; what is neither is not ours.
     *
     * @param topology the views that tell where the volumes are
     */
    public static PodVolumes of(Pod pod, Claims claims, Owners owners, Topology topology) {
        if (pod.getSpec() == null || pod.getSpec().getVolumes() == null) {
            return NONE;
        }
        List<ProvisionedVolume> provisioned = new ArrayList<>();
        List<PendingClaim> pending = new ArrayList<>();
        List<String> untold = new ArrayList<>();
        Set<String> names = new HashSet<>();
        ClaimProblem notBound = null;
        for (Volume source : pod.getSpec().getVolumes()) {
            PersistentVolume inLine = inLine(source);
            DriverId its = inLine == null ? null : owners.owner(inLine);
            if (inLine != null && its != null) {
                provisioned.add(provisioned(source.getName(), inLine, its, Map.of(), owners, topology));
                continue;
            }
            String name = claimName(pod, source);
            if (name == null || !names.add(name)) {
                continue; // no claim, or one that the pod mounts twice
            }
            PersistentVolumeClaim claim = claims.claim(namespace(pod), name);
            if (claim == null) {
                return problem(ClaimProblem.Kind.MISSING, name);
            }
            Map<String, String> annotations = ClaimBinding.annotations(claim);
            if ("true".equals(annotations.get(RESTORE))) {
                return problem(ClaimProblem.Kind.RESTORING, name);
            }
            PersistentVolume volume = ClaimBinding.volume(claim, claims);
            DriverId owner = ClaimBinding.owner(claim, volume, claims, owners);
            if (owner == null) {
                if (ClaimBinding.untold(claim, volume, claims)) {
                    untold.add(name);
                }
                continue;
            }
            if (volume != null) {
                provisioned.add(provisioned(name, volume, owner, annotations, owners, topology));
            } else if (ClaimBinding.bound(claim)) {
                provisioned.add(unseen(claim, owner)); // the cache has the claim's news, not yet the volume's
            } else if (claim.getSpec() != null && ClaimBinding.waitsForConsumer(claim, claims)) {
                pending.add(pendingClaim(claim, owner));
            } else if (notBound == null) {
                notBound = new ClaimProblem(ClaimProblem.Kind.NOT_BOUND, name);
            }
        }
        return notBound != null
                ? new PodVolumes(List.of(), List.of(), List.of(), notBound)
                : new PodVolumes(List.copyOf(provisioned), List.copyOf(pending), List.copyOf(untold), null);
    }

    /** {@code claim} as one that waits for its first consumer and will be provisioned by a driver, or null. */
    public static @Nullable PendingClaim pending(PersistentVolumeClaim claim, Claims claims, Owners owners) {
        boolean waits =
                !ClaimBinding.bound(claim) && claim.getSpec() != null && ClaimBinding.waitsForConsumer(claim, claims);
        return waits ? asPending(claim, claims, owners) : null;
    }

    /** {@code claim} with its owner and size, whatever its phase, or null if no driver owns it. */
    public static @Nullable PendingClaim asPending(PersistentVolumeClaim claim, Claims claims, Owners owners) {
        DriverId owner = ClaimBinding.owner(claim, ClaimBinding.volume(claim, claims), claims, owners);
        return owner == null ? null : pendingClaim(claim, owner);
    }

    private static PendingClaim pendingClaim(PersistentVolumeClaim claim, DriverId owner) {
        String uid = String.valueOf(claim.getMetadata().getUid());
        return new PendingClaim(claim.getMetadata().getName(), uid, owner, bytes(claim), ClaimBinding.className(claim));
    }

    /** The claim behind a pod volume, or null if there is none. */
    public static @Nullable String claimName(Pod pod, @Nullable Volume source) {
        if (source == null) {
            return null;
        }
        if (source.getPersistentVolumeClaim() != null) {
            return source.getPersistentVolumeClaim().getClaimName();
        }
        return source.getEphemeral() == null ? null : pod.getMetadata().getName() + "-" + source.getName();
    }

    /** Whether a pod volume may concern a driver at all: it is a claim, or names a volume itself. */
    public static boolean concerns(Pod pod, @Nullable Volume source) {
        return claimName(pod, source) != null || inLine(source) != null;
    }

    /** A volume the pod names itself, as if it were a PersistentVolume; null for any other source. */
    public static @Nullable PersistentVolume inLine(@Nullable Volume source) {
        if (source == null
                || source.getPortworxVolume() == null
                || source.getPortworxVolume().getVolumeID() == null) {
            return null;
        }
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(source.getPortworxVolume().getVolumeID())
                .endMetadata()
                .withNewSpec()
                .withPortworxVolume(source.getPortworxVolume())
                .endSpec()
                .build();
    }

    private static PodVolumes problem(ClaimProblem.Kind kind, String claim) {
        return new PodVolumes(List.of(), List.of(), List.of(), new ClaimProblem(kind, claim));
    }

    private static String namespace(Pod pod) {
        return pod.getMetadata().getNamespace() == null
                ? "default"
                : pod.getMetadata().getNamespace();
    }

    private static ProvisionedVolume unseen(PersistentVolumeClaim claim, DriverId owner) {
        String volume = claim.getSpec().getVolumeName();
        String name = claim.getMetadata().getName();
        return new ProvisionedVolume(name, volume, owner, volume, null, Map.copyOf(ClaimBinding.annotations(claim)));
    }

    /** {@code volume} as its owner's view shows it; the annotations of its claim overlay its labels. */
    public static ProvisionedVolume provisioned(
            String claim,
            PersistentVolume volume,
            DriverId owner,
            Map<String, String> annotations,
            Owners owners,
            Topology topology) {
        String key = owners.volumeKey(owner, volume);
        DriverTopology driver = topology.driver(owner);
        org.storkee.storage.Volume seen = driver == null ? null : driver.volume(key);
        Map<String, String> labels = new HashMap<>(seen == null ? Map.of() : seen.labels());
        labels.putAll(annotations);
        return new ProvisionedVolume(claim, volume.getMetadata().getName(), owner, key, seen, Map.copyOf(labels));
    }

    private static long bytes(PersistentVolumeClaim claim) {
        if (claim.getSpec() == null
                || claim.getSpec().getResources() == null
                || claim.getSpec().getResources().getRequests() == null) {
            return 0;
        }
        Quantity size = claim.getSpec().getResources().getRequests().get("storage");
        return size == null ? 0 : size.getNumericalAmount().longValue();
    }
}
