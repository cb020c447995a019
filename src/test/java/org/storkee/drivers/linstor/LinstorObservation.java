package org.storkee.drivers.linstor;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.storkee.storage.DriverId;
import org.storkee.storage.StorageView;
import org.storkee.testing.bench.Observation;

/** A controller's answers as bytes, read and put together. */
public final class LinstorObservation implements Observation {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final byte[] nodes;
    private final byte[] definitions;
    private final byte[] resources;
    private final byte[] pools;

    public LinstorObservation(int machines, int volumes) {
        nodes = list(machines, LinstorObservation::node);
        definitions = list(volumes, LinstorObservation::definition);
        resources = list(3 * volumes, i -> resource(i / 3, i % 3, machines));
        pools = list(machines, LinstorObservation::pool);
    }

    @Override
    public String driver() {
        return "linstor";
    }

    @Override
    public StorageView observe() throws IOException {
        LinstorReading reading = new LinstorReading(
                read(nodes, Wire.Node.class),
                read(definitions, Wire.Definition.class),
                List.of(),
                read(resources, Wire.Resource.class),
                read(pools, Wire.Pool.class),
                Instant.EPOCH);
        return new LinstorViews(Set.of(), List.of(), List.of()).view(new DriverId("linstor", "bench"), reading);
    }

    private static <T> List<T> read(byte[] body, Class<T> type) throws IOException {
        return JSON.readerForListOf(type).readValue(body);
    }

    private static byte[] list(int count, IntFunction<String> item) {
        return IntStream.range(0, count)
                .mapToObj(item)
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String node(int node) {
        return """
                {"name":"%s","type":"Satellite","connection_status":"ONLINE","props":{"CurStltConnName":"default"},
                 "net_interfaces":[{"name":"default","address":"10.%d.%d.1","satellite_port":3366}]}""".formatted(Observation.machine(node), node / 250, node % 250);
    }

    private static String definition(int volume) {
        return """
                {"name":"%s","resource_group_name":"three","props":{"DrbdOptions/Resource/quorum":"majority"},
                 "layer_data":[{"type":"DRBD"},{"type":"STORAGE"}],"uuid":"%032x"}""".formatted(Observation.volume(volume), volume);
    }

    private static String resource(int volume, int nth, int machines) {
        String peers = IntStream.range(0, 3)
                .filter(peer -> peer != nth)
                .mapToObj(peer -> "\"%s\":{\"connected\":true,\"message\":\"Connected\"}"
                        .formatted(Observation.replica(volume, peer, machines)))
                .collect(Collectors.joining(","));
        return """
                {"name":"%s","node_name":"%s","flags":[],"state":{"in_use":%s},
                 "layer_object":{"type":"DRBD","drbd":{"connections":{%s},"may_promote":true,"promotion_score":10101}},
                 "volumes":[{"volume_number":0,"storage_pool_name":"pool","provider_kind":"LVM_THIN",
                  "allocated_size_kib":1048576,"device_path":"/dev/drbd%d","state":{"disk_state":"UpToDate"}}]}""".formatted(
                Observation.volume(volume), Observation.replica(volume, nth, machines), nth == 0, peers, 1000 + volume);
    }

    private static String pool(int node) {
        return """
                {"storage_pool_name":"pool","node_name":"%1$s","provider_kind":"LVM_THIN",
                 "free_capacity":104857600,"total_capacity":209715200,"free_space_mgr_name":"%1$s:pool"}""".formatted(Observation.machine(node));
    }
}
