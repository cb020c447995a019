/**
 * The real OpenStorage SDK server, with the open-source fake volume driver, as a process on loopback: what the tests of
 * the {@code pxd} driver ask. Built from {@code src/test/cluster/openstorage}.
 *
 * <p>May use {@code testing.cluster} for building and running programs. How the test cluster works:
 * {@code docs/testing.md}.
 */
package org.storkee.testing.openstorage;
