package org.storkee.testing.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Everything that was measured, as it stands in {@code target/bench/extender.json}. */
@JsonPropertyOrder({"machine", "runs", "throughput", "rss_mib", "rss_peak_mib", "ready_s", "goals"})
record Results(
        Machine machine,
        List<Point> runs,
        Throughput throughput,
        @JsonProperty("rss_mib") double rssMib,
        @JsonProperty("rss_peak_mib") double rssPeakMib,
        @JsonProperty("ready_s") double readySeconds,
        List<Goal> goals) {

    /** Writes the file, whole or not at all, and its folder. */
    void write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Path half = Files.createTempFile(file.getParent(), "extender", ".json");
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(half.toFile(), this);
            Files.move(half, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BenchException("cannot write " + file + ": " + e, e);
        }
    }
}
