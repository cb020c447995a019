package org.storkee.drivers.pxd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.storkee.testing.TestClock;

class SdkTokensTest {
    private final TestClock clock = new TestClock();
    private final AtomicReference<String> secret = new AtomicReference<>("first");
    private final AtomicInteger reads = new AtomicInteger();
    private final SdkTokens tokens = new SdkTokens(
            () -> {
                reads.incrementAndGet();
                return secret.get().getBytes(StandardCharsets.UTF_8);
            },
            "apps.portworx.io",
            clock);

    private static JsonNode part(String token, int number) throws IOException {
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[number]));
    }

    @Test
    void aTokenSaysWhoReadsAndForHowLong() throws IOException {
        String token = tokens.current();
        assertThat(part(token, 0)).hasToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
        JsonNode claims = part(token, 1);
        assertThat(claims.get("iss").asText()).isEqualTo("apps.portworx.io");
        assertThat(claims.get("sub").asText()).isEqualTo("stork-ee");
        assertThat(claims.get("name").asText()).isNotEmpty();
        assertThat(claims.get("email").asText()).contains("@");
        assertThat(claims.get("roles")).hasToString("[\"system.view\"]");
        assertThat(claims.get("groups")).hasToString("[\"*\"]");
        assertThat(claims.get("exp").asLong()).isEqualTo(clock.instant().getEpochSecond() + 3600);
        assertThat(claims.get("iat").asLong()).isLessThan(clock.instant().getEpochSecond());
    }

    @Test
    void aTokenIsUsedAgainUntilItIsNearlyOver() throws IOException {
        String first = tokens.current();
        clock.pass(Duration.ofMinutes(55));
        assertThat(tokens.current()).isEqualTo(first);
        clock.pass(Duration.ofSeconds(1));
        assertThat(tokens.current()).isNotEqualTo(first);
        assertThat(reads).hasValue(2);
    }

    @Test
    void aRefusedTokenIsReplacedByOneOfTheSecretAsItIsThen() throws IOException {
        String first = tokens.current();
        secret.set("second");
        assertThat(tokens.current()).isEqualTo(first);
        tokens.refused(first);
        String second = tokens.current();
        assertThat(second).isNotEqualTo(first);
        tokens.refused(first);
        assertThat(tokens.current())
                .as("an old refusal says nothing of the new token")
                .isEqualTo(second);
    }

    @Test
    void withoutASecretThereIsNoToken() throws IOException {
        secret.set("");
        assertThat(tokens.current()).isNull();
        secret.set("at last");
        assertThat(tokens.current()).isNotNull();
    }

    @Test
    void noTextShowsTheSecretOrTheToken() throws IOException {
        assertThat(tokens.toString()).doesNotContain("first", tokens.current());
    }
}
