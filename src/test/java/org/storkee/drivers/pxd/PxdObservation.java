package org.storkee.drivers.pxd;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.storkee.storage.DriverId;
import org.storkee.storage.StorageView;
import org.storkee.testing.bench.Observation;

/** A gateway's answers as bytes, read and put together. */
public final class PxdObservation implements Observation {
    private final SdkJson json = new SdkJson(PxdViews::tunesScheduling);
    private final byte[] nodes;
    private final byte[] volumes;

    public PxdObservation(int machines, int volumes) {
        nodes = answer("nodes", machines, PxdObservation::node);
        this.volumes = answer("volumes", volumes, volume -> volume(volume, machines));
    }

    @Override
    public String driver() {
        return "pxd";
    }

    @Override
    public StorageView observe() throws IOException {
        List<SdkNode> machines = json.nodes(new ByteArrayInputStream(nodes));
        PxdViews views = new PxdViews(Map.of());
        json.volumes(new ByteArrayInputStream(volumes), views::add);
        return views.view(new DriverId("pxd", "bench"), machines);
    }

    private static byte[] answer(String field, int count, IntFunction<String> item) {
        return IntStream.range(0, count)
                .mapToObj(item)
                .collect(Collectors.joining(",", "{\"" + field + "\":[", "]}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String node(int node) {
        return """
                {"id":"%1$s","status":"STATUS_OK","mgmt_ip":"10.%2$d.%3$d.1","data_ip":"10.%2$d.%3$d.2",
                 "hostname":"%1$s","scheduler_node_name":"%1$s","cpu":3.5,"mem_total":"68719476736"}""".formatted(Observation.machine(node), node / 250, node % 250);
    }

    private static String volume(int volume, int machines) {
        String name = Observation.volume(volume);
        String on = IntStream.range(0, 3)
                .mapToObj(nth -> "\"" + Observation.replica(volume, nth, machines) + "\"")
                .collect(Collectors.joining(","));
        return """
                {"volume":{"id":"%d","locator":{"name":"%s","volume_labels":{"pvc":"%s","namespace":"shop",
                  "io_profile":"auto","repl":"3"}},"ctime":"2026-01-01T00:00:00Z",
                 "spec":{"size":"10737418240","format":"FS_TYPE_EXT4","ha_level":"3","sharedv4":false,
                  "volume_labels":{"repl":"3","priority_io":"high"}},
                 "usage":"104857600","state":"VOLUME_STATE_ATTACHED","status":"VOLUME_STATUS_UP",
                 "attached_on":"%s","replica_sets":[{"nodes":[%s]}]},"name":"%s"}""".formatted(1_000_000_000L + volume, name, name, Observation.replica(volume, 0, machines), on, name);
    }
}
