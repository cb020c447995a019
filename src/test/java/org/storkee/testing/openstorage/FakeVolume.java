package org.storkee.testing.openstorage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A volume of the fake cluster, built step by step. Mutable; not thread-safe. */
public final class FakeVolume {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final Map<String, Object> specification = new LinkedHashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();

    /** Attached nowhere, with replicas on these nodes, by their ids. */
    public FakeVolume(String id, String name, String... replicas) {
        fields.put("id", id);
        fields.put("locator", new LinkedHashMap<>(Map.of("name", name, "volume_labels", labels)));
        fields.put("spec", specification);
        fields.put("status", "VOLUME_STATUS_UP");
        fields.put("state", "VOLUME_STATE_DETACHED");
        specification.put("ha_level", replicas.length);
        if (replicas.length > 0) {
            fields.put("replica_sets", List.of(Map.of("nodes", List.of(replicas))));
        }
    }

    /** A label of the locator. */
    public FakeVolume label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    /** Labels of the specification, which the locator's overlay. */
    public FakeVolume specificationLabels(Map<String, String> values) {
        specification.put("volume_labels", values);
        return this;
    }

    /** Attached on the node of this id. */
    public FakeVolume attachedOn(String node) {
        fields.put("attached_on", node);
        return state("VOLUME_STATE_ATTACHED");
    }

    /** Name of an {@code openstorage.api.VolumeState}. */
    public FakeVolume state(String state) {
        fields.put("state", state);
        return this;
    }

    /** Deleted, and kept for a while. */
    public FakeVolume inTrashcan() {
        fields.put("in_trashcan", true);
        return this;
    }

    /** Shared over the network by way of a service. */
    public FakeVolume sharedByService() {
        specification.put("sharedv4", true);
        specification.put("sharedv4_service_spec", Map.of("type", "CLUSTERIP"));
        return this;
    }

    /** Shared over the network, from wherever it is attached. */
    public FakeVolume shared() {
        specification.put("sharedv4", true);
        return this;
    }

    /** Replica sets as they are: a volume whose data is spread over several sets has several. */
    public FakeVolume replicaSets(List<List<String>> sets) {
        fields.put(
                "replica_sets", sets.stream().map(set -> Map.of("nodes", set)).toList());
        return this;
    }

    /** Only these replicas hold current data. */
    public FakeVolume current(String... nodes) {
        fields.put(
                "runtime_state",
                List.of(Map.of("runtime_state", Map.of("ReplicaSetCurrMid", String.join(",", nodes)))));
        return this;
    }

    String json() {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
