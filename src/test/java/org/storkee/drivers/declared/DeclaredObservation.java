package org.storkee.drivers.declared;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.storkee.api.NodeStorage;
import org.storkee.api.NodeStorageSpec;
import org.storkee.api.VolumeReplicas;
import org.storkee.api.VolumeReplicasSpec;
import org.storkee.storage.StorageView;
import org.storkee.storage.Volume;
import org.storkee.testing.bench.Observation;

/** All published objects, as if all had just arrived. */
public final class DeclaredObservation implements Observation {
    private final List<NodeStorage> machines;
    private final List<VolumeReplicas> volumes;

    public DeclaredObservation(int machines, int volumes) {
        this.machines = IntStream.range(0, machines)
                .mapToObj(DeclaredObservation::machine)
                .toList();
        this.volumes =
                IntStream.range(0, volumes).mapToObj(v -> volume(v, machines)).toList();
    }

    @Override
    public String driver() {
        return DeclaredViews.TYPE;
    }

    @Override
    public StorageView observe() {
        Map<String, Volume> seen = new HashMap<>();
        volumes.forEach(v -> seen.put(v.getMetadata().getName(), DeclaredViews.volume(v)));
        return new StorageView(
                DeclaredViews.driver(null),
                machines.stream().map(m -> DeclaredViews.node(m, false)).toList(),
                seen,
                machines.stream()
                        .map(m -> DeclaredViews.pool(m, Instant.EPOCH))
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static NodeStorage machine(int number) {
        NodeStorage machine = new NodeStorage();
        machine.setMetadata(
                new ObjectMetaBuilder().withName(Observation.machine(number)).build());
        NodeStorageSpec.Capacity room = new NodeStorageSpec.Capacity();
        room.setAvailable(new Quantity("400Gi"));
        machine.getSpec().setCapacity(room);
        return machine;
    }

    private static VolumeReplicas volume(int number, int machines) {
        VolumeReplicas volume = new VolumeReplicas();
        volume.setMetadata(
                new ObjectMetaBuilder().withName(Observation.volume(number)).build());
        VolumeReplicasSpec spec = new VolumeReplicasSpec();
        spec.setReplicas(IntStream.range(0, 3)
                .mapToObj(nth -> {
                    VolumeReplicasSpec.Replica replica = new VolumeReplicasSpec.Replica();
                    replica.setNode(Observation.replica(number, nth, machines));
                    return replica;
                })
                .toList());
        volume.setSpec(spec);
        return volume;
    }
}
