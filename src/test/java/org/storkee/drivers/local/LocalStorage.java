package org.storkee.drivers.local;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeFluent;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.storkee.cluster.TestClusterCache;
import org.storkee.storage.AffinityStorage;
import org.storkee.storage.DriverId;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TestVolumes;
import org.storkee.storage.TopologyCapability;
import org.storkee.storage.ViewSink;
import org.storkee.testing.ManagedExecutors;
import org.storkee.testing.cluster.PreparedApiServer;
import org.storkee.testing.cluster.TestCluster;

/** Volumes of the source {@code hostPath}, which may have no node affinity; {@code local} is owned alike. */
final class LocalStorage extends AffinityStorage {
    private final LocalDriver driver = new LocalDriver() {
        @Override
        public void start(ViewSink to) {
            TestClusterCache started = startCache();
            cache = started.cache();
            apiServer = started.apiServer();
            super.start(to);
        }
    };

    LocalStorage(TestCluster cluster) {
        super(cluster);
        driver.clock = Clock.systemUTC();
        driver.patience = Duration.ofSeconds(1);
        driver.scheduler = ManagedExecutors.scheduled();
    }

    @Override
    public TopologyCapability driver() {
        return driver;
    }

    @Override
    public DriverId id() {
        return LocalPicture.ID;
    }

    @Override
    public Map<Ability, String> lacks() {
        Map<Ability, String> lacks = new HashMap<>(StorageUnderTest.lacking(
                "Kubernetes knows of a machine only whether its kubelet is ready",
                Ability.DEGRADED,
                Ability.STORAGE_DOWN,
                Ability.OFFLINE,
                Ability.FENCED));
        lacks.putAll(StorageUnderTest.lacking(
                "a machine is the Kubernetes node itself", Ability.HOSTNAME, Ability.ADDRESSES, Ability.DUPLICATES));
        lacks.putAll(StorageUnderTest.lacking(
                "places come from the node's labels, as for every driver that tells none",
                Ability.RACK,
                Ability.ZONE,
                Ability.REGION));
        lacks.putAll(StorageUnderTest.lacking(
                "node affinity names the node, no more",
                Ability.REPLICA_STATES,
                Ability.LABELS,
                Ability.ATTACHED_ON,
                Ability.REMOTE_ACCESS));
        lacks.put(
                Ability.CREDENTIAL_ROTATION,
                "the credentials are Stork's own for the API server; its client reads their file again");
        return lacks;
    }

    @Override
    protected void source(PersistentVolumeFluent<?>.SpecNested<PersistentVolumeBuilder> spec, String volume) {
        spec.withNewHostPath("/data/" + volume, null);
    }

    @Override
    protected void added(String node, String machine) {
        // The node is all there is.
    }

    @Override
    protected void removing(String node) {
        // The node is all there is.
    }

    @Override
    protected void prepare(PreparedApiServer server, List<Machine> machines) {
        // Nodes and volumes are all there is.
    }

    @Override
    public String storageId(String machine) {
        return node(machine);
    }

    @Override
    public List<PersistentVolume> persistentVolumes(String volume) {
        PersistentVolume hostPath = new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(volume)
                .endMetadata()
                .withNewSpec()
                .withNewHostPath("/data/" + volume, null)
                .endSpec()
                .build();
        PersistentVolume local = new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(volume)
                .endMetadata()
                .withNewSpec()
                .withNewLocal("ext4", "/data/" + volume)
                .endSpec()
                .build();
        return List.of(hostPath, local, TestVolumes.provisionedBy(hostPath, "somebody.example.com/hostpath"));
    }

    @Override
    public String provisioner() {
        return LocalPicture.NO_PROVISIONER;
    }

    @Override
    public void close() {
        driver.scheduler.shutdownNow();
        super.close();
    }
}
