/**
 * The catalogue of configuration keys: {@code META-INF/microprofile-config.properties}, read with its comments, so that
 * default, explanation and allowed values of a key stand in one place. The launcher checks against it before the server
 * starts, and MicroProfile Config reads the same file in the server.
 *
 * <p>Plain Java but for {@link org.storkee.operations.config.DurationConverter}: the launcher runs without the server's
 * libraries, and its start-up time counts, hence plain loops instead of streams and regular expressions.
 *
 * <p>May use nothing else of ours. Every key in words: {@code docs/configuration.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.operations.config;
