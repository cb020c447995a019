package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.storkee.cluster.Claims;

/** The driver "ours" owns what says so; the class "wait" is ours and waits for the first consumer. */
class PodVolumesTest {
    private static final DriverId OURS = new DriverId("mock", "ours");

    private final Map<String, PersistentVolumeClaim> claims = new HashMap<>();
    private final Map<String, PersistentVolume> volumes = new HashMap<>();
    private final Map<String, StorageClass> classes = new HashMap<>(Map.of(
            "wait", storageClass("ours", "WaitForFirstConsumer"),
            "now", storageClass("ours", "Immediate"),
            "theirs", storageClass("theirs", "Immediate")));
    private final Map<String, Volume> view = new HashMap<>();
    private boolean inLineIsOurs;

    @Test
    void aPodWithoutClaimsConcernsNobody() {
        assertThat(of(new PodBuilder()
                        .withNewMetadata()
                        .withName("p")
                        .endMetadata()
                        .build()))
                .isEqualTo(PodVolumes.NONE);
        assertThat(of(pod().editSpec()
                                .addNewVolume()
                                .withName("v")
                                .withNewEmptyDir()
                                .endEmptyDir()
                                .endVolume()
                                .endSpec()
                                .build())
                        .none())
                .isTrue();
    }

    @Test
    void aBoundClaimLeadsToItsVolumeAndOverlaysItsLabels() {
        claims.put("c", claim("c", "pv", "now", Map.of("a", "claim")));
        volumes.put("pv", volume("pv", "ours"));
        view.put("pv", new Volume("pv", List.of(), List.of(), false, Map.of("a", "volume", "b", "volume")));
        ProvisionedVolume found = of(mounting("c")).provisioned().getFirst();
        assertThat(found.claim()).isEqualTo("c");
        assertThat(found.volume()).isEqualTo(view.get("pv"));
        assertThat(found.labels()).isEqualTo(Map.of("a", "claim", "b", "volume"));
    }

    @Test
    void aVolumeThePodNamesItselfCountsLikeABoundOne() {
        Pod pod = pod().editSpec()
                .addNewVolume()
                .withName("v")
                .withNewPortworxVolume()
                .withVolumeID("pv")
                .endPortworxVolume()
                .endVolume()
                .endSpec()
                .build();
        assertThat(of(pod)).as("no driver owns it").isEqualTo(PodVolumes.NONE);
        inLineIsOurs = true;
        view.put("pv", new Volume("pv", List.of(), List.of(), false, Map.of("a", "volume")));
        ProvisionedVolume found = of(pod).provisioned().getFirst();
        assertThat(found.claim()).isEqualTo("v");
        assertThat(found.volume()).isEqualTo(view.get("pv"));
        assertThat(found.labels()).isEqualTo(Map.of("a", "volume"));
        assertThat(PodVolumes.concerns(pod, pod.getSpec().getVolumes().getFirst()))
                .isTrue();
    }

    @Test
    void theVolumeTellsItsDriverAfterTheClassIsGone() {
        claims.put("c", claim("c", "pv", null, Map.of()));
        volumes.put("pv", volume("pv", "ours"));
        assertThat(of(mounting("c")).drivers()).isEqualTo(Set.of(OURS));
    }

    @Test
    void aBoundClaimWhoseVolumeTheCacheDoesNotHaveYetIsNeitherPendingNorUnbound() {
        for (String storageClass : List.of("wait", "now")) {
            claims.put("c", claim("c", "pv", storageClass, Map.of()));
            PodVolumes found = of(mounting("c"));
            assertThat(found.problem()).as(storageClass).isNull();
            assertThat(found.pending()).as(storageClass).isEmpty();
            assertThat(found.provisioned())
                    .hasSize(1)
                    .allMatch(v -> v.volume() == null && v.key().equals("pv"));
        }
    }

    @Test
    void aClaimOfWhichNeitherVolumeNorProvisionerIsKnownYetIsUntold() {
        claims.put("a", claim("a", "pv", null, Map.of()));
        claims.put("b", claim("b", null, "", Map.of()));
        claims.put("c", claim("c", null, "nowhere", Map.of()));
        claims.put("d", claim("d", null, "theirs", Map.of()));
        assertThat(of(mounting("a", "b", "c", "d")).untold()).containsExactly("a", "b", "c");
    }

    @Test
    void aClaimIsBoundFromTheMomentTheSchedulerTakesItForBound() {
        PersistentVolumeClaim claim = claim("c", "pv", null, Map.of("pv.kubernetes.io/bind-completed", "yes"));
        claim.getStatus().setPhase("Pending");
        claims.put("c", claim);
        volumes.put("pv", volume("pv", "ours"));
        assertThat(of(mounting("c")).provisioned()).hasSize(1);
        claim.getStatus().setPhase("Lost");
        assertThat(ClaimBinding.bound(claim)).isFalse();
    }

    @Test
    void aClaimThatWaitsForItsConsumerIsPendingWithItsSize() {
        claims.put("c", claim("c", null, "wait", Map.of()));
        assertThat(of(mounting("c")).pending()).containsExactly(new PendingClaim("c", "uid-c", OURS, 2L << 30, "wait"));
    }

    @Test
    void theProvisionerAnnotationNamesTheDriverWhenTheClassIsGone() {
        claims.put("c", claim("c", null, "gone", Map.of("volume.kubernetes.io/storage-provisioner", "ours")));
        assertThat(of(mounting("c")).problem()).isEqualTo(new ClaimProblem(ClaimProblem.Kind.NOT_BOUND, "c"));
    }

    @Test
    void theOldClassAnnotationStillCounts() {
        claims.put("c", claim("c", null, null, Map.of("volume.beta.kubernetes.io/storage-class", "wait")));
        assertThat(of(mounting("c")).pending()).hasSize(1);
    }

    @Test
    void claimsOfOtherStorageAreLeftAloneHoweverTheyStand() {
        claims.put("a", claim("a", null, "theirs", Map.of()));
        claims.put("b", claim("b", "pv", null, Map.of()));
        volumes.put("pv", volume("pv", "theirs"));
        assertThat(of(mounting("a", "b")).none()).isTrue();
    }

    @Test
    void aMissingOrRestoringClaimCountsWhoeverOwnsIt() {
        assertThat(of(mounting("c")).problem()).isEqualTo(new ClaimProblem(ClaimProblem.Kind.MISSING, "c"));
        claims.put("c", claim("c", null, "theirs", Map.of("stork.libopenstorage.org/restore-in-progress", "true")));
        assertThat(of(mounting("c")).problem()).isEqualTo(new ClaimProblem(ClaimProblem.Kind.RESTORING, "c"));
    }

    @Test
    void aGenericEphemeralVolumeIsTheClaimNamedAfterPodAndVolume() {
        claims.put("p-scratch", claim("p-scratch", null, "wait", Map.of()));
        Pod pod = pod().editSpec()
                .addNewVolume()
                .withName("scratch")
                .withNewEphemeral()
                .endEphemeral()
                .endVolume()
                .endSpec()
                .build();
        assertThat(of(pod).pending()).extracting(PendingClaim::claim).containsExactly("p-scratch");
    }

    @Test
    void aClaimMountedTwiceCountsOnce() {
        claims.put("c", claim("c", null, "wait", Map.of()));
        claims.put("d", claim("d", "pv", "now", Map.of()));
        volumes.put("pv", volume("pv", "ours"));
        PodVolumes found = of(mounting("c", "d", "c", "d"));
        assertThat(found.pending()).hasSize(1);
        assertThat(found.provisioned()).hasSize(1);
    }

    private PodVolumes of(Pod pod) {
        Topology topology =
                Topology.of(List.of(), List.of(new StorageView(OURS, List.of(), Map.copyOf(view), List.of())));
        return PodVolumes.of(pod, new InMemory(), new Registry(), topology);
    }

    private static PodBuilder pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .withNamespace("ns")
                .endMetadata()
                .withNewSpec()
                .endSpec();
    }

    private static Pod mounting(String... claims) {
        PodBuilder pod = pod();
        for (int i = 0; i < claims.length; i++) {
            pod.editSpec()
                    .addNewVolume()
                    .withName("v" + i)
                    .withNewPersistentVolumeClaim(claims[i], false)
                    .endVolume()
                    .endSpec();
        }
        return pod.build();
    }

    private static PersistentVolumeClaim claim(
            String name, String volume, String storageClass, Map<String, String> annotations) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .withUid("uid-" + name)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withVolumeName(volume)
                .withStorageClassName(storageClass)
                .withNewResources()
                .addToRequests("storage", new Quantity("2Gi"))
                .endResources()
                .endSpec()
                .withNewStatus()
                .withPhase(volume == null ? "Pending" : "Bound")
                .endStatus()
                .build();
    }

    private static PersistentVolume volume(String name, String driver) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewCsi()
                .withDriver(driver)
                .endCsi()
                .endSpec()
                .build();
    }

    private static StorageClass storageClass(String provisioner, String mode) {
        return new StorageClassBuilder()
                .withProvisioner(provisioner)
                .withVolumeBindingMode(mode)
                .build();
    }

    private final class InMemory implements Claims {
        @Override
        public PersistentVolumeClaim claim(String namespace, String name) {
            return namespace.equals("ns") ? claims.get(name) : null;
        }

        @Override
        public PersistentVolume volume(String name) {
            return volumes.get(name);
        }

        @Override
        public StorageClass storageClass(String name) {
            return classes.get(name);
        }
    }

    private final class Registry implements PodVolumes.Owners {
        @Override
        public DriverId owner(PersistentVolume volume) {
            if (volume.getSpec().getPortworxVolume() != null) {
                return inLineIsOurs ? OURS : null;
            }
            return owner(volume.getSpec().getCsi().getDriver());
        }

        @Override
        public DriverId owner(String provisioner) {
            return provisioner.equals("ours") ? OURS : null;
        }

        @Override
        public String volumeKey(DriverId owner, PersistentVolume volume) {
            return volume.getMetadata().getName();
        }
    }
}
