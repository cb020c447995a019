package org.storkee.drivers.rexray;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.storkee.drivers.rexray.RexrayViews.Host;
import org.storkee.storage.DriverId;
import org.storkee.storage.StorageView;
import org.storkee.testing.bench.AffineObjects;
import org.storkee.testing.bench.Observation;

/** A server's answer as bytes, read and put together with the nodes; every volume in one of three zones. */
public final class RexrayObservation implements Observation {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final TypeReference<Map<String, Map<String, Wire.Volume>>> VOLUMES = new TypeReference<>() {};

    private final List<Host> hosts;
    private final byte[] volumes;

    public RexrayObservation(int machines, int volumes) {
        hosts = IntStream.range(0, machines)
                .mapToObj(m -> new Host(Observation.machine(m), AffineObjects.zone(m), List.of("i-" + m)))
                .toList();
        this.volumes = IntStream.range(0, volumes)
                .mapToObj(v -> volume(v, v % machines))
                .collect(Collectors.joining(",", "{\"ebs\":{", "}}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String driver() {
        return "rexray";
    }

    @Override
    public StorageView observe() throws IOException {
        Map<String, Wire.Service> services = Map.of("ebs", new Wire.Service(new Wire.Driver("block")));
        return new RexrayViews(hosts)
                .view(new DriverId("rexray", "bench"), services, JSON.readValue(volumes, VOLUMES))
                .view();
    }

    private static String volume(int volume, int machine) {
        return """
                "vol-%1$d":{"id":"vol-%1$d","name":"%2$s","availabilityZone":"%3$s","size":10,"iops":100,
                 "encrypted":false,"status":"in-use","attachmentState":4,"attachments":[{"instanceID":{"id":"i-%4$d",
                 "driver":"ebs"},"deviceName":"/dev/xvdb","status":"attached","volumeID":"vol-%1$d"}]}""".formatted(volume, Observation.volume(volume), AffineObjects.zone(volume), machine);
    }
}
