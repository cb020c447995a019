package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.opentelemetry.instrumentation.annotations.SpanAttribute;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The verbs as spans of a trace, below the request's own. Without the telemetry feature the annotations' classes are not
 * there, which the JVM does not mind: then these are plain calls.
 */
@ApplicationScoped
class ExtenderTraces {
    /** Which pod, and among how many nodes. */
    record Subject(@Nullable String namespace, @Nullable String pod, int candidates) {
        static Subject of(Pod pod, int candidates) {
            ObjectMeta meta = pod.getMetadata();
            return meta == null
                    ? new Subject(null, null, candidates)
                    : new Subject(meta.getNamespace(), meta.getName(), candidates);
        }

        @Override
        public String toString() {
            return namespace + "/" + pod + " among " + candidates + " nodes";
        }
    }

    @WithSpan("filter")
    <T> T filter(@SpanAttribute("stork.subject") Subject subject, Supplier<T> work) {
        return work.get();
    }

    @WithSpan("prioritize")
    <T> T prioritize(@SpanAttribute("stork.subject") Subject subject, Supplier<T> work) {
        return work.get();
    }

    @WithSpan("preempt")
    <T> T preempt(@SpanAttribute("stork.subject") Subject subject, Supplier<T> work) {
        return work.get();
    }
}
