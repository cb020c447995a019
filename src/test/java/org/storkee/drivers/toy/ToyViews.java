package org.storkee.drivers.toy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.Location;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Volume;

/**
 * From the toy's words to the storage model. Pure. A toy server answers with lines such as
 * {@code machine id=m1 status=good node=node-a} and {@code volume id=v1 replicas=m1:good}, and the line {@code end}.
 */
final class ToyViews {
    private ToyViews() {}

    static StorageView view(List<String> lines) {
        if (!lines.getLast().equals("end")) {
            throw new IllegalArgumentException("the toy's answer has no end: " + lines.size() + " lines");
        }
        List<StorageNode> machines = new ArrayList<>();
        Map<String, Volume> volumes = new HashMap<>();
        for (String line : lines) {
            Map<String, String> fields = fields(line, " ", "=");
            if (line.startsWith("machine ")) {
                machines.add(machine(fields));
            } else if (line.startsWith("volume ")) {
                volumes.put(fields.get("id"), volume(fields));
            } else if (!line.equals("end")) {
                throw new IllegalArgumentException("the toy says something unknown: " + line);
            }
        }
        return new StorageView(ToyDriver.ID, machines, volumes, List.of());
    }

    private static StorageNode machine(Map<String, String> fields) {
        String status = fields.get("status");
        return new StorageNode(
                fields.get("id"),
                fields.get("node"),
                fields.get("host"),
                list(fields.get("addresses")),
                state(status),
                status,
                "cut-off".equals(status),
                new Location(fields.get("rack"), fields.get("zone"), fields.get("region")));
    }

    private static NodeState state(String status) {
        return switch (status) {
            case "good" -> NodeState.ONLINE;
            case "slow" -> NodeState.DEGRADED;
            case "diskless" -> NodeState.STORAGE_DOWN;
            case "broken", "cut-off" -> NodeState.OFFLINE;
            default -> NodeState.UNREACHABLE; // whatever it means, it is no word about the data path
        };
    }

    private static Volume volume(Map<String, String> fields) {
        List<Replica> replicas = fields(fields.getOrDefault("replicas", ""), ",", ":").entrySet().stream()
                .map(r -> new Replica(
                        r.getKey(), r.getValue().equals("good") ? ReplicaState.UP_TO_DATE : ReplicaState.FAILED))
                .toList();
        return new Volume(
                fields.get("id"),
                replicas,
                list(fields.get("attached")),
                "true".equals(fields.get("remote")),
                fields(fields.getOrDefault("labels", ""), ",", ":"));
    }

    private static List<String> list(String text) {
        return text == null || text.isEmpty() ? List.of() : List.of(text.split(","));
    }

    private static Map<String, String> fields(String text, String between, String within) {
        Map<String, String> fields = new HashMap<>();
        Stream.of(text.split(between))
                .map(field -> field.split(within, 2))
                .filter(field -> field.length == 2)
                .forEach(field -> fields.put(field[0], field[1]));
        return fields;
    }
}
