package org.storkee.drivers.longhorn;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.StorageView;
import org.storkee.testing.bench.Observation;

/** All of Longhorn's objects, as if all had just arrived; every volume is attached, so that engines count. */
public final class LonghornObservation implements Observation {
    private static final String NAMESPACE = "longhorn-system";
    private static final LonghornVolume.Spec BLOCK = new LonghornVolume.Spec("rwo", "disabled", false);

    private final List<LonghornNode> machines = new ArrayList<>();
    private final List<LonghornVolume> volumes = new ArrayList<>();
    private final List<LonghornReplica> replicas = new ArrayList<>();
    private final List<LonghornEngine> engines = new ArrayList<>();

    public LonghornObservation(int machines, int volumes) {
        for (int machine = 0; machine < machines; machine++) {
            this.machines.add(LonghornWorld.node(
                    NAMESPACE, Observation.machine(machine), NodeState.ONLINE, "zone-" + machine % 3, "region"));
        }
        for (int volume = 0; volume < volumes; volume++) {
            add(volume, machines);
        }
    }

    private void add(int volume, int machines) {
        String name = Observation.volume(volume);
        Map<String, ReplicaState> on = new TreeMap<>();
        for (int nth = 0; nth < 3; nth++) {
            on.put(Observation.replica(volume, nth, machines), ReplicaState.UP_TO_DATE);
        }
        String attachedOn = Observation.replica(volume, 0, machines);
        volumes.add(LonghornWorld.volume(NAMESPACE, name, BLOCK, attachedOn));
        for (HasMetadata part : LonghornWorld.parts(NAMESPACE, name, on, attachedOn)) {
            if (part instanceof LonghornReplica replica) {
                replicas.add(replica);
            } else {
                engines.add((LonghornEngine) part);
            }
        }
    }

    @Override
    public String driver() {
        return LonghornViews.TYPE;
    }

    @Override
    public StorageView observe() {
        LonghornObjects longhorn = new LonghornObjects(NAMESPACE);
        machines.forEach(machine -> longhorn.put(machine, Instant.EPOCH));
        replicas.forEach(longhorn::put);
        engines.forEach(longhorn::put);
        volumes.forEach(longhorn::put);
        return longhorn.view();
    }
}
