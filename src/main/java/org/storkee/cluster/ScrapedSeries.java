package org.storkee.cluster;

import java.util.Collection;
import java.util.function.Function;

/**
 * Metrics of which there is one per pod or volume, written anew at each scrape of the extender's port. The platform's
 * registry compares every new series with all others of its name: 10,000 of them cost it half a minute of a start.
 *
 * <p>A feature implements it as a CDI bean; implementations are thread-safe and do not throw.
 */
public interface ScrapedSeries {
    /** Appends complete lines in Prometheus's text form, {@code # TYPE} included, each ended by a line feed. */
    void writeTo(StringBuilder text);

    /**
     * Appends one gauge of value 1 for each object of a kind that lives in namespaces; nothing when there is none.
     *
     * @param kind the label that names the object, beside {@code namespace}
     */
    static <T> void ones(
            StringBuilder text,
            String metric,
            String kind,
            Collection<T> objects,
            Function<T, String> namespace,
            Function<T, String> name) {
        if (objects.isEmpty()) {
            return;
        }
        text.append("# TYPE ").append(metric).append(" gauge\n");
        for (T object : objects) {
            text.append(metric).append("{namespace=\"").append(namespace.apply(object));
            text.append("\",")
                    .append(kind)
                    .append("=\"")
                    .append(name.apply(object))
                    .append("\"} 1.0\n");
        }
    }
}
