package org.storkee.testing.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.function.UnaryOperator;

/** Changes to objects that others write too: kubelets, controllers. */
public final class Edits {
    private static final int ATTEMPTS = 10;

    private Edits() {}

    /** Reads, changes and writes an object, and again when somebody wrote it in between; the client's own does not. */
    public static <T> T edit(Resource<T> object, UnaryOperator<T> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                return object.edit(change);
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Keeps new pods from a node, or lets them come again. */
    public static void cordon(KubernetesClient client, String node, boolean on) {
        edit(client.nodes().withName(node), found -> {
            found.getSpec().setUnschedulable(on);
            return found;
        });
    }
}
