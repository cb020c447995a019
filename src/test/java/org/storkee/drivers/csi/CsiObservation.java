package org.storkee.drivers.csi;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSIDriverBuilder;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeBuilder;
import java.util.List;
import java.util.stream.IntStream;
import org.storkee.storage.StorageView;
import org.storkee.testing.bench.AffineObjects;
import org.storkee.testing.bench.Observation;

/** All of Kubernetes' objects about one driver, as if all had just arrived; every volume in one of three zones. */
public final class CsiObservation implements Observation {
    private static final String DRIVER = "bench.example.org";

    private final List<Node> nodes;
    private final List<CSINode> registrations;
    private final List<PersistentVolume> volumes;
    private final CSIDriver driver = new CSIDriverBuilder()
            .withNewMetadata()
            .withName(DRIVER)
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .build();

    public CsiObservation(int machines, int volumes) {
        nodes = IntStream.range(0, machines).mapToObj(AffineObjects::node).toList();
        registrations = IntStream.range(0, machines)
                .mapToObj(CsiObservation::registration)
                .toList();
        this.volumes = IntStream.range(0, volumes)
                .mapToObj(v -> new PersistentVolumeBuilder(
                                AffineObjects.volume(v, AffineObjects.ZONE, AffineObjects.zone(v)))
                        .editSpec()
                        .withNewCsi()
                        .withDriver(DRIVER)
                        .withVolumeHandle(Observation.volume(v))
                        .endCsi()
                        .endSpec()
                        .build())
                .toList();
    }

    @Override
    public String driver() {
        return "csi";
    }

    @Override
    public StorageView observe() {
        CsiPicture picture = new CsiPicture();
        nodes.forEach(picture::put);
        picture.put(driver);
        registrations.forEach(picture::put);
        volumes.forEach(picture::put);
        return picture.changedViews().getFirst();
    }

    private static CSINode registration(int machine) {
        return new CSINodeBuilder()
                .withNewMetadata()
                .withName(Observation.machine(machine))
                .endMetadata()
                .withNewSpec()
                .addNewDriver()
                .withName(DRIVER)
                .withNodeID("id-" + machine)
                .withTopologyKeys(AffineObjects.ZONE)
                .endDriver()
                .endSpec()
                .build();
    }
}
