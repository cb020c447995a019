package org.storkee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.AuditLog;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.SuiteSoFar;
import org.storkee.testing.cluster.TestCluster;

/**
 * The shipped roles against what the API servers wrote down while all other tests ran: they grant what was needed, and
 * nothing that was not. Begins last, since classes run in the reverse order of their names, and waits for what another
 * JVM still runs.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShippedRolesClusterIT {
    /** Rights that no test makes use of, and why they stay. */
    private static final Map<String, String> RARE = Map.of(
            "stork-role: patch events",
            "counts an event up that is told again after minutes; no test waits so long",
            "stork-driver-declared: get volumereplicas.storkee.org",
            "for a bound volume that the watch has not shown yet, which is a matter of milliseconds",
            "stork-driver-longhorn: get volumes.longhorn.io",
            "the same",
            "stork-admission: create mutatingwebhookconfigurations.admissionregistration.k8s.io stork-webhooks-cfg",
            "asked for by the API server itself when what is applied is not there, which its log does not show",
            "stork-admission: get persistentvolumeclaims",
            "for a claim that the caches have not heard of yet",
            "stork-admission: get persistentvolumes",
            "the same for its volume",
            "stork-admission: get storageclasses.storage.k8s.io",
            "the same for its class",
            "stork-scheduler: create leases.coordination.k8s.io",
            "kube-scheduler's election: InstallationClusterIT has it in a cluster of its own",
            "stork-scheduler: get leases.coordination.k8s.io stork-scheduler",
            "the same",
            "stork-scheduler: update leases.coordination.k8s.io stork-scheduler",
            "the same");

    private final List<Grant> grants;
    private final Set<AuditLog.Request> requests;

    ShippedRolesClusterIT(TestCluster cluster) {
        byte[] everything = cluster.kubectl("kustomize", "deploy").getBytes(StandardCharsets.UTF_8);
        List<HasMetadata> objects =
                cluster.client().load(new ByteArrayInputStream(everything)).items();
        grants = Grant.in(objects);
        await().atMost(Duration.ofMinutes(15))
                .during(Duration.ofSeconds(5)) // between two classes of another JVM none is under way
                .until(() -> SuiteSoFar.othersUnderWay(getClass()), Set::isEmpty);
        requests = SuiteSoFar.auditLogs().stream()
                .flatMap(log -> AuditLog.read(log).stream())
                .collect(Collectors.toSet());
    }

    /** An API server that has just started refuses for some milliseconds what it has not read the roles for. */
    @Test
    void whatTheTestsNeededIsGranted() {
        assertThat(requests)
                .filteredOn(request -> !request.allowed() && !requests.contains(request.whenAllowed()))
                .as("requests of Stork that were refused")
                .isEmpty();
    }

    @Test
    void whatIsGrantedTheTestsNeeded() {
        assumeThat(SuiteSoFar.missing(getClass()))
                .as("test classes that did not run")
                .isEmpty();
        assumeThat(SuiteSoFar.failures()).as("tests that failed").isZero();
        Set<String> unused = grants.stream()
                .filter(grant -> requests.stream().noneMatch(grant::allows))
                .map(Grant::toString)
                .filter(grant -> !RARE.containsKey(grant))
                .collect(Collectors.toSet());
        assertThat(unused)
                .as("rights that no test made Stork use: remove them from deploy, or test what they are for")
                .isEmpty();
    }

    @Test
    void everyRareRightIsStillGranted() {
        assertThat(grants).extracting(Grant::toString).containsAll(RARE.keySet());
    }
}
