package org.storkee.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.storkee.testing.cluster.ShippedManifests.SingleFile;

/** What holds for every manifest in {@code deploy}, whatever an API server says to it. */
class ShippedManifestsTest {
    static List<Path> files() {
        return ShippedManifests.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void noRoleGrantsEverythingOfAKind(Path file) throws IOException {
        for (HasMetadata object : objects(file)) {
            List<PolicyRule> rules = switch (object) {
                case ClusterRole role -> role.getRules();
                case Role role -> role.getRules();
                default -> List.of();
            };
            for (PolicyRule rule : rules) {
                assertThat(rule.getVerbs()).isNotEmpty().doesNotContain("*", "escalate", "bind", "impersonate");
                assertThat(rule.getResources()).isNotEmpty().noneMatch(resource -> resource.contains("*"));
                assertThat(rule.getApiGroups()).isNotEmpty().doesNotContain("*");
                assertThat(rule.getNonResourceURLs()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyRoleIsBoundBesideItToOneAccountOfOurs(Path file) throws IOException {
        List<String> roles = new ArrayList<>();
        List<String> bound = new ArrayList<>();
        for (HasMetadata object : objects(file)) {
            switch (object) {
                case ClusterRole role -> roles.add(role.getMetadata().getName());
                case Role role -> roles.add(role.getMetadata().getName());
                case ClusterRoleBinding binding -> {
                    bound.add(binding.getRoleRef().getName());
                    assertThat(binding.getSubjects())
                            .hasSize(1)
                            .allMatch(one -> one.getName().matches("stork(-scheduler)?-account"));
                }
                case RoleBinding binding -> {
                    bound.add(binding.getRoleRef().getName());
                    assertThat(binding.getSubjects())
                            .hasSize(1)
                            .allMatch(one -> one.getName().matches("stork(-scheduler)?-account"));
                }
                default -> {}
            }
        }
        assertThat(bound).containsAll(roles);
    }

    @ParameterizedTest
    @EnumSource
    void everyPodIsProbedLimitedAndLocked(SingleFile file) throws IOException {
        List<PodSpec> pods = objects(file.path()).stream()
                .map(object -> switch (object) {
                    case Deployment one -> one.getSpec().getTemplate().getSpec();
                    case DaemonSet one -> one.getSpec().getTemplate().getSpec();
                    default -> null;
                })
                .filter(spec -> spec != null)
                .toList();
        assertThat(pods).hasSize(1);
        PodSpec pod = pods.getFirst();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getHostNetwork()).isNull();
        assertThat(pod.getPriorityClassName()).isEqualTo("system-cluster-critical");
        Container container = pod.getContainers().getFirst();
        assertThat(pod.getContainers()).hasSize(1);
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getResources().getLimits()).containsKey("memory");
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(container.getStartupProbe()).isNotNull();
        assertThat(container.getReadinessProbe()).isNotNull();
        assertThat(container.getLivenessProbe()).isNotNull();
    }

    /** Also of the two files with a scheduler's configuration: one has comments, the other a client's certificate. */
    @org.junit.jupiter.api.Test
    void theConfigurationForMutualTlsDiffersInTheCertificateOnly() throws IOException {
        Path deploy = Repository.root().resolve("deploy");
        Map<String, Object> plain = yaml(deploy.resolve("scheduler/stork-config.yaml"));
        Map<String, Object> mutual = yaml(deploy.resolve("mutual-tls-scheduler/stork-config.yaml"));
        Map<String, Object> tls = tls(mutual);
        assertThat(tls.remove("certFile")).isEqualTo("/etc/stork-tls/tls.crt");
        assertThat(tls.remove("keyFile")).isEqualTo("/etc/stork-tls/tls.key");
        assertThat(mutual).isEqualTo(plain);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> tls(Map<String, Object> config) {
        List<Map<String, Object>> extenders = (List<Map<String, Object>>) config.get("extenders");
        return (Map<String, Object>) extenders.getFirst().get("tlsConfig");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> yaml(Path file) throws IOException {
        return Serialization.unmarshal(Files.readString(file), Map.class);
    }

    /** The Kubernetes objects in a file; a patch or a kustomization is none. */
    private static List<HasMetadata> objects(Path file) throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        for (String document : Files.readString(file).split("(?m)^---$")) {
            if (document.contains("apiVersion:")
                    && document.contains("kind:")
                    && document.contains("metadata:")
                    && Serialization.unmarshal(document) instanceof HasMetadata object) {
                objects.add(object);
            }
        }
        return objects;
    }
}
