package org.storkee.drivers.toy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Asks a toy server; an interrupt ends the question. */
final class ToyServer {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private ToyServer() {}

    static String get(URI url) throws IOException, InterruptedException {
        HttpResponse<String> answer;
        try {
            answer = HTTP.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException("GET " + url + ": " + e, e);
        }
        if (answer.statusCode() != 200) {
            throw new IOException("GET " + url + ": status " + answer.statusCode());
        }
        return answer.body();
    }
}
