/**
 * Running the server: configuration check at start, TLS material, probes, metrics for existing scrapers, and answers to
 * what goes wrong in a request.
 *
 * <p>May use {@code cluster}, {@code storage} and {@code api}. Features do not call this package: they publish their
 * health by implementing {@link org.storkee.cluster.Readiness} and own their metrics.
 *
 * <p>Doc page: {@code docs/configuration.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.operations;
