package org.storkee.cluster;

/**
 * Metrics of which there is one per pod or volume, written anew at each scrape of the extender's port. The platform's
 * registry compares every new series with all others of its name: 10,000 of them cost it half a minute of a start.
 *
 * <p>A feature implements it as a CDI bean; implementations are thread-safe and do not throw.
 */
public interface ScrapedSeries {
    /** Appends complete lines in Prometheus's text form, {@code # TYPE} included, each ended by a line feed. */
    void writeTo(StringBuilder text);
}
