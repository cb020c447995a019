/**
 * The demo: a cluster on loopback, and scenes that show where Stork EE places pods and why. Start at
 * {@link org.storkee.testing.demo.Demo}.
 *
 * <p>What lives here: one small class per {@link org.storkee.testing.demo.Scene}, the
 * {@link org.storkee.testing.demo.Stage} they play on, and {@link org.storkee.testing.demo.DemoCluster}, which starts
 * and stops everything. A scene prints what it shows and checks what it claims; a claim that does not hold makes the
 * demo fail. May use {@code org.storkee.api} and the other testing packages; never the server's code: everything shown
 * comes over HTTP or from the API server, as a user gets it.
 */
package org.storkee.testing.demo;
