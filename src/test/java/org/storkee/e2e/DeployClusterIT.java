package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.TestCluster;

/** What `kubectl apply -k deploy` sends is taken by a real API server. */
@ClusterTest
class DeployClusterIT {
    @Test
    void everythingShippedIsAccepted(TestCluster cluster) {
        assertThat(cluster.kubectl("apply", "--dry-run=server", "-k", "deploy"))
                .contains("deployment.apps/stork", "customresourcedefinition.apiextensions.k8s.io/nodestorages");
    }

    @Test
    void theRightToTaintNodesIsNotShippedUnasked(TestCluster cluster) {
        String optIn = "deploy/health-out-of-service/rbac.yaml";
        assertThat(cluster.kubectl("apply", "--dry-run=server", "-f", optIn)).contains("stork-health-out-of-service");
        assertThat(cluster.kubectl("kustomize", "deploy")).doesNotContain("stork-health-out-of-service");
    }

    @ParameterizedTest
    @MethodSource("org.storkee.testing.cluster.StorkServer#driverComponents")
    void aDriversRightsGrantNothingButReading(Path component, TestCluster cluster) {
        String manifest = component.resolve("rbac.yaml").toString();
        assertThat(cluster.kubectl("create", "--dry-run=client", "-o", "yaml", "-f", manifest))
                .contains("verbs:")
                .doesNotContain("- '*'", "- create", "- update", "- patch", "- delete", "- deletecollection");
    }
}
