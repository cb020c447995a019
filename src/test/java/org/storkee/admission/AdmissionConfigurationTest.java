package org.storkee.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where Service and Secret are, and which namespaces the API server never asks about. */
class AdmissionConfigurationTest {
    private static AdmissionSettings settings(@Nullable String pods, @Nullable String named, String... skipped) {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withNamespace(pods)
                        .build())
                .build()) {
            AdmissionConfiguration configuration = new AdmissionConfiguration();
            configuration.client = client;
            configuration.mode = "on";
            configuration.scheduler = "stork";
            configuration.skipAnnotation = "x/y";
            configuration.skipNamespaces = skipped.length == 0 ? Optional.empty() : Optional.of(List.of(skipped));
            configuration.url = Optional.empty();
            configuration.service = "stork-service";
            configuration.namespace = Optional.ofNullable(named);
            configuration.tls = "own";
            configuration.certificateLife = Duration.ofDays(7);
            configuration.authorityLife = Duration.ofDays(365);
            configuration.stores = Optional.empty();
            return configuration.settings();
        }
    }

    @Test
    void itsHomeIsThePodsNamespaceUnlessOneIsNamed() {
        assertThat(settings("storage", null).namespace()).isEqualTo("storage");
        assertThat(settings("storage", "portworx").namespace()).isEqualTo("portworx");
        assertThat(settings(null, null).namespace()).isEqualTo("kube-system");
        assertThat(settings("storage", null).serverNames()).containsExactly("stork-service.storage.svc");
    }

    @Test
    void kubeSystemAndItsHomeAreLeftOutWhateverTheSettingAdds() {
        assertThat(settings("kube-system", null).skipNamespaces()).containsExactly("kube-system");
        assertThat(settings("storage", null, "a", "storage").skipNamespaces())
                .containsExactly("kube-system", "storage", "a");
    }
}
