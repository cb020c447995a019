package org.storkee.drivers.local;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.storkee.storage.StorageView;
import org.storkee.testing.bench.AffineObjects;
import org.storkee.testing.bench.Observation;

/** All nodes and volumes, as if all had just arrived; every volume on one node. */
public final class LocalObservation implements Observation {
    private final List<Node> nodes;
    private final List<PersistentVolume> volumes;

    public LocalObservation(int machines, int volumes) {
        nodes = IntStream.range(0, machines).mapToObj(AffineObjects::node).toList();
        this.volumes = IntStream.range(0, volumes)
                .mapToObj(v -> new PersistentVolumeBuilder(
                                AffineObjects.volume(v, AffineObjects.HOST, Observation.replica(v, 0, machines)))
                        .editSpec()
                        .withNewLocal()
                        .withPath("/data")
                        .endLocal()
                        .endSpec()
                        .build())
                .toList();
    }

    @Override
    public String driver() {
        return "local";
    }

    @Override
    public StorageView observe() {
        LocalPicture picture = new LocalPicture();
        nodes.forEach(picture::put);
        volumes.forEach(picture::put);
        return Objects.requireNonNull(picture.changedView());
    }
}
