/**
 * What runs before the server: {@code bin/stork} calls {@link org.storkee.operations.launcher.Launcher}, which translates
 * upstream's flags, checks the configuration, prepares HTTPS, and prints what the script then puts into the environment
 * of the server.
 *
 * <p>Plain Java in a small jar of its own; its time is part of every start, so it keeps to plain loops.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.operations.launcher;
