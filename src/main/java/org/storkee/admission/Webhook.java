package org.storkee.admission;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.PublishedBean;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.PodPatch;

/** Answers reviews: an MBean, by which the application on the webhook's port hands them over. Thread-safe. */
@ApplicationScoped
public class Webhook {
    private static final Logger LOG = Logger.getLogger(Webhook.class.getName());
    private static final PublishedBean<Reviewer> BEAN = new PublishedBean<>(
            Reviewer.class,
            "org.storkee:type=Webhook,name=mutate",
            "/mutate cannot be served; the API server takes pods as they are");
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain;charset=utf-8";

    @Inject
    AdmissionSettings settings;

    @Inject
    ClusterCache cache;

    @Inject
    DriverRegistry drivers;

    @Inject
    KubernetesClient client;

    @Inject
    AdmissionActions actions;

    @Inject
    AdmissionMetrics metrics;

    @Resource(lookup = "java:app/concurrent/stork")
    ManagedExecutorService executor;

    /** What the webhook's port calls. */
    public interface Reviewer {
        /** Status, media type and body of the answer to a body. Never throws. */
        Object[] review(byte[] body);
    }

    /** Takes reviews until {@link #unregister}. */
    void register() {
        BEAN.publish(this::review);
    }

    /** Takes no more. */
    void unregister() {
        BEAN.withdraw();
    }

    Object[] review(byte[] body) {
        // The other application's context; beans made under it would miss their configuration.
        Thread thread = Thread.currentThread();
        ClassLoader former = thread.getContextClassLoader();
        thread.setContextClassLoader(Webhook.class.getClassLoader());
        try {
            byte[] answer = answer(ReviewCodec.read(body));
            return new Object[] {200, JSON, answer};
        } catch (BadReviewException e) {
            metrics.answered(Outcome.BAD_REQUEST);
            return text(400, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            metrics.answered(Outcome.ERROR);
            LOG.log(Level.WARNING, "a pod could not be reviewed; the API server takes it as it is", e);
            return text(500, "the pod could not be reviewed; Stork EE's log says why");
        } finally {
            thread.setContextClassLoader(former);
        }
    }

    private byte[] answer(Review review) {
        Pod pod = review.pod();
        if (pod == null) {
            metrics.answered(Outcome.NOT_A_NEW_POD);
            return ReviewCodec.write(review, Outcome.NOT_A_NEW_POD.message(), List.of());
        }
        Deadline deadline = new Deadline(executor);
        String namespace = namespace(review, pod);
        AdmissionRules.Verdict verdict =
                AdmissionRules.judge(pod, settings.policy(), () -> storage(pod, namespace, deadline));
        List<PodPatch.Operation> changes = new ArrayList<>();
        for (PodPatch patch : drivers.patches(verdict.drivers(), pod, namespace)) {
            if (review.dryRun() || isThere(patch.needs(), deadline)) {
                changes.addAll(patch.operations());
            }
        }
        if (verdict.setsScheduler()) {
            changes.add(new PodPatch.Operation(
                    "/spec/schedulerName", settings.policy().scheduler()));
        }
        metrics.answered(verdict.outcome());
        return ReviewCodec.write(review, verdict.outcome().message(), changes);
    }

    private static String namespace(Review review, Pod pod) {
        String named = review.namespace().isEmpty() ? pod.getMetadata().getNamespace() : review.namespace();
        return named == null || named.isEmpty() ? "default" : named;
    }

    private boolean isThere(@Nullable ConfigMap needed, Deadline deadline) {
        return needed == null
                || Boolean.TRUE.equals(
                        deadline.ask("ConfigMap " + needed.getMetadata().getName(), () -> actions.ensure(needed)));
    }

    private PodStorage storage(Pod pod, String namespace, Deadline deadline) {
        PodStorage found = PodStorage.of(pod, namespace, new LiveClaims(cache, client, deadline), drivers);
        // A driver that has not looked yet cannot tell what is its own.
        return drivers.observed() ? found : new PodStorage(found.drivers(), true);
    }

    private static Object[] text(int status, String message) {
        return new Object[] {status, TEXT, (message + "\n").getBytes(StandardCharsets.UTF_8)};
    }
}
