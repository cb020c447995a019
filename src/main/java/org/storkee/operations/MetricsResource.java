package org.storkee.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ScrapedSeries;

/**
 * {@code /metrics} on the extender's port, where upstream has it and existing scrapers look. The registry's text form
 * is the platform's and has no API, so this asks the management port over the loopback and passes the answer on, with the
 * {@link ScrapedSeries} added.
 */
@Path("/metrics")
@ApplicationScoped
public class MetricsResource {
    private static final int TIMEOUT_MILLIS = 5_000;
    /** Last line of the OpenMetrics form. */
    private static final String END = "# EOF\n";

    @Inject
    @ConfigProperty(name = "stork.host")
    String host;

    @Inject
    @ConfigProperty(name = "stork.management.port")
    int port;

    @Inject
    @Any
    Instance<ScrapedSeries> features;

    @GET
    public Response metrics(@HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) source().toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty(HttpHeaders.ACCEPT, accept == null ? MediaType.TEXT_PLAIN : accept);
        try {
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                return unavailable("answered " + status);
            }
            try (InputStream body = connection.getInputStream()) {
                String platforms = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                return Response.ok(withScraped(platforms), connection.getContentType())
                        .build();
            }
        } catch (IOException e) {
            return unavailable("did not answer: " + e.getMessage());
        }
    }

    private String withScraped(String platforms) {
        boolean ended = platforms.endsWith(END);
        StringBuilder all =
                new StringBuilder(ended ? platforms.substring(0, platforms.length() - END.length()) : platforms);
        for (ScrapedSeries feature : features) {
            feature.writeTo(all);
        }
        return ended ? all.append(END).toString() : all.toString();
    }

    private static Response unavailable(String why) {
        return Response.status(Response.Status.BAD_GATEWAY)
                .type(MediaType.TEXT_PLAIN_TYPE)
                .entity("The management port " + why)
                .build();
    }

    private URI source() {
        String reachable = host.equals("0.0.0.0") || host.equals("*") || host.equals("::") ? "127.0.0.1" : host;
        String literal = reachable.contains(":") ? "[" + reachable + "]" : reachable;
        return URI.create("http://" + literal + ":" + port + "/metrics");
    }
}
