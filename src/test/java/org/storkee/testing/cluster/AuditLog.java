package org.storkee.testing.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the shipped ServiceAccounts asked of a cluster's API server so far, which writes each request down before it
 * answers.
 */
public final class AuditLog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNT = "system:serviceaccount:kube-system:";

    private AuditLog() {}

    /**
     * A request, as role-based access control sees it.
     *
     * @param account name of the ServiceAccount, which is in kube-system
     * @param resource with its subresource, as in {@code pods/status}
     * @param namespace empty for all namespaces, and for what is in none
     * @param name empty where the request names no object
     * @param allowed whether a role allowed it
     */
    public record Request(
            String account,
            String verb,
            String group,
            String resource,
            String namespace,
            String name,
            boolean allowed) {
        /** The same request, allowed. */
        public Request whenAllowed() {
            return new Request(account, verb, group, resource, namespace, name, true);
        }
    }

    /** The requests for objects, each kind of them once. */
    public static Set<Request> read(Path log) {
        Set<Request> requests = new LinkedHashSet<>();
        try (BufferedReader lines = Files.newBufferedReader(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = JSON.readTree(line);
                if (event.has("objectRef")) {
                    requests.add(request(event));
                }
            }
            return requests;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    private static Request request(JsonNode event) {
        JsonNode object = event.get("objectRef");
        String part = object.path("subresource").asText();
        String user = event.path("user").path("username").asText();
        return new Request(
                user.substring(ACCOUNT.length()),
                event.path("verb").asText(),
                object.path("apiGroup").asText(),
                object.path("resource").asText() + (part.isEmpty() ? "" : "/" + part),
                object.path("namespace").asText(),
                object.path("name").asText(),
                !"forbid"
                        .equals(event.path("annotations")
                                .path("authorization.k8s.io/decision")
                                .asText()));
    }
}
