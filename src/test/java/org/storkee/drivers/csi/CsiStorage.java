package org.storkee.drivers.csi;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeFluent;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSIDriverBuilder;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
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

/** A CSI driver as the API server has it: its object, a registration on each node, attachments. */
final class CsiStorage extends AffinityStorage {
    private static final String DRIVER = "conformance.csi.example.com";

    private final CsiDriver driver = new CsiDriver() {
        @Override
        public void start(ViewSink to) {
            TestClusterCache started = startCache();
            cache = started.cache();
            apiServer = started.apiServer();
            super.start(to);
        }
    };

    CsiStorage(TestCluster cluster) {
        super(cluster);
        driver.clock = Clock.systemUTC();
        driver.patience = Duration.ofSeconds(1);
        driver.scheduler = ManagedExecutors.scheduled();
        admin.resource(object()).create();
    }

    private static CSIDriver object() {
        return new CSIDriverBuilder()
                .withNewMetadata()
                .withName(DRIVER)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
    }

    @Override
    public TopologyCapability driver() {
        return driver;
    }

    @Override
    public DriverId id() {
        return new DriverId("csi", DRIVER);
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
                "a registration is on a Kubernetes node, by its name",
                Ability.HOSTNAME,
                Ability.ADDRESSES,
                Ability.DUPLICATES));
        lacks.putAll(StorageUnderTest.lacking(
                "places come from the node's labels, as for every driver that tells none",
                Ability.RACK,
                Ability.ZONE,
                Ability.REGION));
        lacks.putAll(StorageUnderTest.lacking(
                "node affinity tells from where a volume can be reached, no more",
                Ability.REPLICA_STATES,
                Ability.LABELS,
                Ability.REMOTE_ACCESS));
        lacks.put(
                Ability.CREDENTIAL_ROTATION,
                "the credentials are Stork's own for the API server; its client reads their file again");
        return lacks;
    }

    @Override
    protected void source(PersistentVolumeFluent<?>.SpecNested<PersistentVolumeBuilder> spec, String volume) {
        spec.withNewCsi()
                .withDriver(DRIVER)
                .withVolumeHandle("handle-of-" + volume)
                .endCsi();
    }

    @Override
    protected void added(String node, String machine) {
        admin.resource(registration(node, machine)).create();
    }

    @Override
    protected void removing(String node) {
        admin.storage().v1().csiNodes().withName(node).delete();
    }

    private static CSINode registration(String node, String machine) {
        return new CSINodeBuilder()
                .withNewMetadata()
                .withName(node)
                .endMetadata()
                .withNewSpec()
                .addNewDriver()
                .withName(DRIVER)
                .withNodeID(machine)
                .endDriver()
                .endSpec()
                .build();
    }

    @Override
    public void put(Content volume) {
        super.put(volume);
        for (String machine : volume.attachedOn()) {
            VolumeAttachment attachment = new VolumeAttachmentBuilder()
                    .withNewMetadata()
                    .withName(volume.name() + "-" + machine)
                    .endMetadata()
                    .withNewSpec()
                    .withAttacher(DRIVER)
                    .withNodeName(node(machine))
                    .withNewSource()
                    .withPersistentVolumeName(volume.name())
                    .endSource()
                    .endSpec()
                    .build();
            admin.resource(attachment).create();
            admin.resource(attachment)
                    .editStatus(a -> new VolumeAttachmentBuilder(a)
                            .withNewStatus()
                            .withAttached(true)
                            .endStatus()
                            .build());
        }
    }

    @Override
    protected void prepare(PreparedApiServer server, List<Machine> machines) {
        server.list("/apis/storage.k8s.io/v1/csidrivers", List.of(object()));
        server.list(
                "/apis/storage.k8s.io/v1/csinodes",
                machines.stream().map(m -> registration(m.id(), m.id())).toList());
    }

    @Override
    public List<PersistentVolume> persistentVolumes(String volume) {
        return List.of(TestVolumes.csi(volume, DRIVER, "handle-of-" + volume));
    }

    @Override
    public List<PersistentVolume> foreignVolumes() {
        return List.of(TestVolumes.provisionedBy(TestVolumes.nfs("annotated"), DRIVER));
    }

    @Override
    public String provisioner() {
        return DRIVER;
    }

    @Override
    public void close() {
        driver.scheduler.shutdownNow();
        admin.storage().v1().volumeAttachments().list().getItems().stream()
                .filter(a -> DRIVER.equals(a.getSpec().getAttacher()))
                .forEach(a -> admin.resource(a).delete());
        admin.resource(object()).delete();
        super.close();
    }
}
