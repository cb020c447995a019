package org.storkee.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.storkee.testing.cluster.TestCluster;

/**
 * Keeps Stork, and nobody else, from single writes: the API server itself refuses them, by ValidatingAdmissionPolicies.
 * Whatever Stork is doing about an object then stands still before that write.
 */
final class StorkGates implements AutoCloseable {
    private static final String ACCOUNT = "system:serviceaccount:kube-system:stork-account";

    private final TestCluster cluster;
    private final KubernetesClient client;
    private final String prefix;
    private final Map<String, String> policies = new LinkedHashMap<>();

    /** None is shut yet; {@code prefix} names the policies. */
    StorkGates(TestCluster cluster, String prefix) {
        this.cluster = cluster;
        client = cluster.client();
        this.prefix = prefix;
    }

    /**
     * Shuts one from {@link #shut} on.
     *
     * @param group the API group, "" for the core
     * @param resource the plural, with a subresource after a slash
     * @param operation {@code CREATE}, {@code UPDATE} or {@code DELETE}; a PATCH is an UPDATE
     * @param refused what is refused, in CEL
     */
    StorkGates refuse(String name, String group, String resource, String operation, String refused) {
        policies.put(
                prefix + "-" + name, """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: %1$s}
                spec:
                  failurePolicy: Fail
                  matchConstraints:
                    resourceRules:
                      - {apiGroups: ["%2$s"], apiVersions: [v1], operations: [%4$s], resources: [%3$s]}
                  matchConditions:
                    - {name: stork, expression: "request.userInfo.username == '%5$s'"}
                  validations:
                    - {expression: "!(%6$s)", message: not yet}
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: %1$s}
                spec: {policyName: %1$s, validationActions: [Deny]}
                """.formatted(prefix + "-" + name, group, resource, operation, ACCOUNT, refused));
        return this;
    }

    /** {@code field} is one of these, in CEL. */
    static String in(String field, List<String> values) {
        return field + " in ['" + String.join("','", values) + "']";
    }

    /** Shuts all; returns when the API server refuses {@code probe}, a dry run of something the last one refuses. */
    void shut(java.util.function.Consumer<KubernetesClient> probe) {
        policies.values()
                .forEach(yaml -> client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                        .create());
        try (KubernetesClient stork = TestCluster.clientFor(cluster.kubeconfigFor("kube-system", "stork-account"))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                try {
                    probe.accept(stork);
                    return false;
                } catch (KubernetesClientException e) {
                    return String.valueOf(e.getMessage()).contains("not yet");
                }
            });
        }
    }

    /** Opens all; they take effect within a second or so. */
    @Override
    public void close() {
        policies.keySet()
                .forEach(name -> cluster.kubectl(
                        "delete",
                        "--ignore-not-found",
                        "validatingadmissionpolicybindings,validatingadmissionpolicies",
                        name));
    }
}
