package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.NodeGroup;
import org.storkee.testing.cluster.SchedulerOptions;
import org.storkee.testing.cluster.ShippedManifests.SingleFile;
import org.storkee.testing.cluster.TestCluster;

/**
 * {@code kubectl create -f} of the single files in a cluster that has seen nothing of Stork and enforces the strictest
 * Pod Security: their pods are made, placed and run, as far as played kubelets run anything.
 */
@ClusterTest
class FreshInstallClusterIT {
    private static final String SYSTEM = "kube-system";

    @Test
    void theSingleFilesAloneMakeRunningPodsOnDifferentNodesAndLeaveNothingBehind(TestCluster shared) {
        try (TestCluster fresh = TestCluster.start(shared.folder().resolveSibling("cluster-fresh"))
                .stopAtExit()) {
            fresh.addNodes(NodeGroup.of("fresh", 3).zones("a", "b", "c"));
            fresh.startScheduler(SchedulerOptions.plain("default-scheduler"));
            fresh.kubectl("label", "namespace", SYSTEM, "pod-security.kubernetes.io/enforce=restricted");

            create(fresh, SingleFile.DEPLOYMENT);
            create(fresh, SingleFile.SCHEDULER);
            for (String deployment : List.of("stork", "stork-scheduler")) {
                rolledOut(fresh, "deployment/" + deployment);
                assertThat(new HashSet<>(nodes(fresh, deployment))).hasSize(3);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> get(fresh, "pdb", deployment, "{.status.disruptionsAllowed}"), "1"::equals);
            }
            delete(fresh, SingleFile.SCHEDULER);
            delete(fresh, SingleFile.DEPLOYMENT);
            String kinds = "all,clusterroles,clusterrolebindings,roles,rolebindings,crds,configmaps,pdb";
            assertThat(fresh.kubectl("get", kinds, "-A", "-o", "name")).doesNotContain("stork");

            create(fresh, SingleFile.DAEMONSET);
            rolledOut(fresh, "daemonset/stork");
            assertThat(nodes(fresh, "stork")).hasSize(3).doesNotHaveDuplicates();
        }
    }

    private static void create(TestCluster cluster, SingleFile file) {
        cluster.kubectl("create", "-f", file.path().toString());
    }

    private static void delete(TestCluster cluster, SingleFile file) {
        cluster.kubectl("delete", "--cascade=foreground", "-f", file.path().toString());
    }

    private static void rolledOut(TestCluster cluster, String what) {
        cluster.kubectl("-n", SYSTEM, "rollout", "status", "--timeout=90s", what);
    }

    private static List<String> nodes(TestCluster cluster, String name) {
        return List.of(cluster.kubectl(
                        "-n", SYSTEM, "get", "pods", "-l", "name=" + name, "-o", "jsonpath={.items[*].spec.nodeName}")
                .split(" "));
    }

    private static String get(TestCluster cluster, String kind, String name, String path) {
        return cluster.kubectl("-n", SYSTEM, "get", kind, name, "-o", "jsonpath=" + path);
    }
}
