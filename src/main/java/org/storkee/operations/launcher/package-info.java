/**
 * What runs before the server: {@code bin/stork} calls {@link org.storkee.operations.launcher.Launcher}, which translates
 * upstream's flags, checks the configuration, prepares HTTPS, and prints what the script then puts into the environment
 * of the server.
 *
 * <p>Plain Java in a small jar of its own, with {@code config} and {@code tls}, which are all it may use; its time is part
 * of every start, so it keeps to plain loops. Exit codes, flags, variables: {@code docs/configuration.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.operations.launcher;
