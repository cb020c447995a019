package org.storkee.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.TestCluster;

/** Several replicas and one Secret: one writer wins, and the others are told to read again. */
@ClusterTest
class AdmissionActionsClusterIT {
    private static final String NAMESPACE = "default";
    private static final String NAME = "several-replicas";

    @Test
    void oneOfSeveralWritersWins(TestCluster cluster) {
        AdmissionActions actions = new AdmissionActions();
        actions.client = cluster.client();
        Secret first = actions.store(null, NAMESPACE, NAME, Map.of("a", "MQ=="));
        try {
            assertThat(first).isNotNull();
            assertThat(actions.store(null, NAMESPACE, NAME, Map.of("a", "Mg==")))
                    .isNull();
            Secret second = actions.store(first, NAMESPACE, NAME, Map.of("b", "Mw=="));
            assertThat(second.getData()).isEqualTo(Map.of("a", "MQ==", "b", "Mw=="));
            assertThat(actions.store(first, NAMESPACE, NAME, Map.of("b", "NA==")))
                    .isNull();
        } finally {
            cluster.client().secrets().inNamespace(NAMESPACE).withName(NAME).delete();
        }
    }
}
