package org.storkee.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.storkee.storage.DriverTopology;
import org.storkee.storage.Topology;
import org.storkee.storage.TopologyChanged;

/**
 * Which failed machines their drivers called something else since they were last asked for, if only for a moment. A
 * machine that flaps faster than the evidence is looked at may be down at every look; that is not one long failure.
 * Thread-safe.
 */
@ApplicationScoped
class Recoveries {
    private final Map<MachineId, MachineEvidence> seen = new HashMap<>();

    @Inject
    HealthSettings settings;

    /** Costs nothing but a glance at each machine's state while none has failed. */
    void changed(@Observes TopologyChanged event) {
        for (DriverTopology driver : event.former().drivers()) {
            DriverTopology current = event.current().driver(driver.id());
            if (current != null) {
                Set<String> failed = failed(driver);
                if (!failed.isEmpty()) {
                    keep(recovered(failed, current, event.current()));
                }
            }
        }
    }

    private Set<String> failed(DriverTopology driver) {
        Set<String> failed = new HashSet<>();
        for (int record = 0; record < driver.recordCount(); record++) {
            if (MachineTrack.failed(driver.state(record), settings)) {
                failed.add(driver.record(record).id());
            }
        }
        return failed;
    }

    private List<MachineEvidence> recovered(Set<String> failed, DriverTopology driver, Topology topology) {
        return DriverEvidence.of(driver, topology, null, null).machines().stream()
                .filter(machine -> failed.contains(machine.id().storageId()))
                .filter(machine -> !MachineTrack.failed(machine.state(), settings))
                .toList();
    }

    private synchronized void keep(List<MachineEvidence> machines) {
        machines.forEach(machine -> seen.put(machine.id(), machine));
    }

    /** What was kept since the last call: each machine as it was then. */
    synchronized Collection<MachineEvidence> take() {
        List<MachineEvidence> taken = List.copyOf(seen.values());
        seen.clear();
        return taken;
    }
}
