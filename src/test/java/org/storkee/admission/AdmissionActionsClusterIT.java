package org.storkee.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.storkee.cluster.Leadership;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** What admission writes, with the shipped roles and nothing more. */
@ClusterTest
class AdmissionActionsClusterIT {
    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "stork-webhook-secret";

    private final KubernetesClient administrator;
    private final KubernetesClient stork;
    private final AdmissionActions actions = new AdmissionActions();

    AdmissionActionsClusterIT(TestCluster cluster) {
        StorkServer.install(cluster);
        administrator = cluster.client();
        stork = TestCluster.clientFor(cluster.kubeconfigFor(NAMESPACE, "stork-account"));
        actions.client = stork;
        actions.leadership = new Leadership() {
            @Override
            public boolean isLeader() {
                return true;
            }
        };
    }

    @BeforeEach
    @AfterEach
    void clear() {
        administrator
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(WebhookObject.NAME)
                .delete();
    }

    @Test
    void oneOfSeveralWritersWins() {
        Secret first = stork.secrets().inNamespace(NAMESPACE).withName(NAME).get();
        Secret second = actions.store(first, NAMESPACE, NAME, Map.of("test", "MQ=="));
        assertThat(second.getData()).containsEntry("test", "MQ==");
        assertThat(actions.store(first, NAMESPACE, NAME, Map.of("test", "Mg==")))
                .isNull();
        Secret third = actions.store(second, NAMESPACE, NAME, Map.of("test", "Mw=="));
        assertThat(third.getData()).containsEntry("test", "Mw==");
        actions.client = administrator;
        assertThat(actions.store(null, NAMESPACE, NAME, Map.of("test", "NA=="))).isNull();
    }

    @Test
    void aSecretThatSomebodyEmptiedGetsItsContentBack(@TempDir Path directory) {
        CertificateKeeper keeper = new CertificateKeeper();
        keeper.client = stork;
        keeper.actions = actions;
        keeper.clock = Clock.systemUTC();
        keeper.settings = WebhookObjectTest.settings(null, NAMESPACE);
        keeper.host = "127.0.0.1";
        keeper.stores = Optional.of(directory.toString());
        keeper.password = Optional.of("password");
        WebhookSecret made = keeper.advance(keeper.read(), false);
        keeper.install(made);
        assertThat(keeper.read().content()).isEqualTo(made);
        assertThat(directory.resolve("key.p12")).exists();
        administrator.secrets().inNamespace(NAMESPACE).withName(NAME).edit(secret -> {
            secret.setData(null);
            return secret;
        });
        assertThat(keeper.read().content()).isEqualTo(WebhookSecret.EMPTY);
        keeper.advance(keeper.read(), false);
        assertThat(keeper.read().content()).isEqualTo(made);
    }

    @Test
    void theRegistrationIsMadeOnceAndKnownAgainWithTheServersDefaultsInIt() {
        WebhookRegistration registration = new WebhookRegistration();
        registration.client = stork;
        registration.actions = actions;
        registration.settings = WebhookObjectTest.settings(null);
        registration.clock = Clock.systemUTC();
        String bundle = bundle();
        registration.keep(bundle);
        MutatingWebhookConfiguration made = registered();
        assertThat(WebhookObject.isCurrent(made, WebhookObject.of(registration.settings, bundle)))
                .as("%s", made.getWebhooks())
                .isTrue();
        registration.keep(bundle);
        assertThat(registered().getMetadata().getResourceVersion())
                .isEqualTo(made.getMetadata().getResourceVersion());
        String other = bundle();
        registration.keep(bundle + other);
        assertThat(registered().getMetadata().getGeneration()).isEqualTo(2);
        assertThat(registration.announced(bundle)).isFalse();
    }

    /** Upstream's, as it registers itself. */
    @Test
    void aRegistrationOfUpstreamIsTakenOver() {
        MutatingWebhookConfiguration upstreams = WebhookObject.of(WebhookObjectTest.settings(null), bundle());
        upstreams.getWebhooks().getFirst().setMatchConditions(List.of());
        upstreams.getWebhooks().getFirst().setNamespaceSelector(null);
        upstreams.getWebhooks().getFirst().setTimeoutSeconds(null);
        upstreams.getWebhooks().getFirst().setMatchPolicy("Exact");
        upstreams.getWebhooks().getFirst().getRules().getFirst().setApiGroups(List.of("apps", ""));
        administrator.resource(upstreams).create();
        MutatingWebhookConfiguration wanted = WebhookObject.of(WebhookObjectTest.settings(null), bundle());
        MutatingWebhookConfiguration seen = registered();
        actions.register(wanted, seen);
        assertThat(registered().getWebhooks()).hasSize(1);
        assertThat(WebhookObject.isCurrent(registered(), wanted)).isTrue();
        assertThat(WebhookObject.since(seen)).isNull();
        assertThat(WebhookObject.since(registered())).isNotNull();
        assertThat(actions.register(WebhookObject.of(WebhookObjectTest.settings(null), bundle()), seen))
                .as("somebody was faster")
                .isNull();
        assertThat(WebhookObject.isCurrent(registered(), wanted)).isTrue();
    }

    private static String bundle() {
        Identity authority = Issuer.authority(java.time.Instant.now(), Duration.ofHours(1));
        return new WebhookSecret(null, authority, List.of(authority.certificate())).bundle();
    }

    private MutatingWebhookConfiguration registered() {
        return administrator
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(WebhookObject.NAME)
                .get();
    }
}
