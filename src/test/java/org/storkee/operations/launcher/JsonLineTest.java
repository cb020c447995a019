package org.storkee.operations.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonLineTest {
    @Test
    void anyTextBecomesOneLineOfJson() throws IOException {
        String text = "a \"quoted\" C:\\path,\nanother line\tand \u0001";
        String line = JsonLine.warning(text);
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(line).doesNotContain("\n");
        assertThat(json.get("message").asText()).isEqualTo(text);
        assertThat(json.get("loglevel").asText()).isEqualTo("WARNING");
    }
}
