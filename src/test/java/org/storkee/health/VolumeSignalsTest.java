package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.api.ReplicaState;
import org.storkee.cluster.Claims;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageView;
import org.storkee.storage.Topology;

/** What becomes evidence of a pod's volumes: whatever it may write to, known or not. */
class VolumeSignalsTest {
    private final Map<String, PersistentVolumeClaim> claims = new HashMap<>();
    private final Map<String, PersistentVolume> volumes = new HashMap<>();
    private final Map<String, org.storkee.storage.Volume> seen = new HashMap<>();
    private boolean storageSystem = true;

    @Test
    void sharedStorageThePodNamesItselfIsUnknownAndMayBeWritten() {
        assertThat(of(nfs("share", false), nfs("read", true), scratch()))
                .extracting(v -> v.name() + " " + v.driver() + " " + v.access())
                .containsExactly("share null ONE_NODE", "read null READ_ONLY");
    }

    @ParameterizedTest(name = "phase {0}: counts {1}")
    @CsvSource({"Lost,true", "Bound,true", "Pending,false"})
    void aClaimWhoseVolumeIsGoneMayStillBeWritten(String phase, boolean counts) {
        claim("data", "gone", phase);
        assertThat(of(claimed("data"))).hasSize(counts ? 1 : 0).allMatch(v -> v.driver() == null);
    }

    @Test
    void aClaimThatIsGoneHidesNoOther() {
        bound("data", "pv");
        assertThat(of(claimed("nobody"), claimed("data")))
                .extracting(VolumeEvidence::name)
                .containsExactly("nobody", "pv");
    }

    @Test
    void nothingIsKnownOfAVolumeThatItsStorageSystemsViewLacks() {
        bound("data", "pv");
        assertThat(of(claimed("data"))).extracting(VolumeEvidence::known).containsExactly(false);
        see("pv", false, Map.of());
        assertThat(of(claimed("data"))).extracting(VolumeEvidence::known).containsExactly(true);
    }

    @Test
    void whereKubernetesAloneTellsThereAreNoReplicasToKnow() {
        storageSystem = false;
        bound("data", "pv");
        assertThat(of(claimed("data"))).extracting(VolumeEvidence::known).containsExactly(true);
    }

    @Test
    void aPodThatAsksForItMayBeOnlyWhereItsReplicasAre() {
        bound("data", "pv");
        see("pv", false, Map.of(), "node-1");
        assertThat(of(claimed("data"))).extracting(VolumeEvidence::localOnly).containsExactly(false);
        assertThat(localOnly(claimed("data"))).isTrue();
        see("pv", true, Map.of(), "node-1");
        assertThat(localOnly(claimed("data"))).as("better served remotely").isFalse();
        see("pv", false, Map.of());
        assertThat(localOnly(claimed("data"))).as("without a place").isFalse();
    }

    @Test
    void aVolumeMayForbidItsReplicasNodes() {
        bound("data", "pv");
        see("pv", true, Map.of("stork.libopenstorage.org/preferRemoteNodeOnly", "true"), "node-1");
        assertThat(of(claimed("data"))).extracting(VolumeEvidence::remoteOnly).containsExactly(true);
    }

    private boolean localOnly(Volume source) {
        Pod pod = new PodBuilder(pod(source))
                .editMetadata()
                .addToAnnotations("stork.libopenstorage.org/preferLocalNodeOnly", "true")
                .endMetadata()
                .build();
        return signals().of(pod, topology()).getFirst().localOnly();
    }

    private List<VolumeEvidence> of(Volume... sources) {
        return signals().of(pod(sources), topology());
    }

    private Topology topology() {
        return Topology.of(List.of(), List.of(new StorageView(HealthWorld.DRIVER, List.of(), seen, List.of())));
    }

    private VolumeSignals signals() {
        return new VolumeSignals(new Cache(), new Registry());
    }

    private static Pod pod(Volume... sources) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("db-0")
                .endMetadata()
                .withNewSpec()
                .withVolumes(sources)
                .endSpec()
                .build();
    }

    private static Volume nfs(String name, boolean readOnly) {
        return new VolumeBuilder()
                .withName(name)
                .withNewNfs(null, readOnly, null)
                .build();
    }

    private static Volume scratch() {
        return new VolumeBuilder()
                .withName("scratch")
                .withNewEmptyDir()
                .endEmptyDir()
                .build();
    }

    private static Volume claimed(String claim) {
        return new VolumeBuilder()
                .withName(claim)
                .withNewPersistentVolumeClaim(claim, false)
                .build();
    }

    private void bound(String claim, String volume) {
        claim(claim, volume, "Bound");
        volumes.put(
                volume,
                new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName(volume)
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .build());
    }

    private void claim(String name, String volume, String phase) {
        claims.put(
                name,
                new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withVolumeName(volume)
                        .endSpec()
                        .withNewStatus()
                        .withPhase(phase)
                        .endStatus()
                        .build());
    }

    private void see(String volume, boolean remote, Map<String, String> labels, String... machines) {
        List<Replica> replicas = List.of(machines).stream()
                .map(m -> new Replica(m, ReplicaState.UP_TO_DATE))
                .toList();
        seen.put(volume, new org.storkee.storage.Volume(volume, replicas, List.of(), remote, labels));
    }

    private final class Cache implements Claims {
        @Override
        public PersistentVolumeClaim claim(String namespace, String name) {
            return claims.get(name);
        }

        @Override
        public PersistentVolume volume(String name) {
            return volumes.get(name);
        }

        @Override
        public StorageClass storageClass(String name) {
            return null;
        }
    }

    private final class Registry extends DriverRegistry {
        @Override
        public DriverId owner(PersistentVolume volume) {
            return HealthWorld.DRIVER;
        }

        @Override
        public String volumeKey(DriverId owner, PersistentVolume volume) {
            return volume.getMetadata().getName();
        }

        @Override
        public boolean storageSystem(DriverId id) {
            return storageSystem;
        }
    }
}
