package org.storkee.testing.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;

/** Reads the page {@code /health-decisions} as a person does. */
final class DecisionsHttp {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI page;

    /** {@code management} is the URL of the management port. */
    DecisionsHttp(String management) {
        page = URI.create(management + "/health-decisions?format=text");
    }

    /** The newest decision whose text contains {@code words}, with its evidence, or nothing. */
    String about(String words) throws IOException, InterruptedException {
        String text = client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return Arrays.stream(text.split("\n\n"))
                .filter(decision -> decision.contains(words))
                .findFirst()
                .orElse("");
    }
}
