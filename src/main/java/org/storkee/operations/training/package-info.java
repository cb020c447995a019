/**
 * Makes the AOT cache (JEP 514) that halves the server's start: starts the packaged server once with its final options
 * against a pretended API server, sends it the requests it will live on, and stops it; the JVM then writes the cache.
 *
 * <p>Runs after packaging, by {@code bin/stork-aot}; no part of the WAR, and uses nothing of it. Why:
 * {@code docs/decisions.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.operations.training;
