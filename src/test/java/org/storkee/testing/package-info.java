/**
 * What tests of several packages share, and in the packages below: the test cluster, the storage simulator, the demo and
 * the benchmark. No part of the WAR.
 *
 * <p>How tests are layered and run: {@code docs/testing.md}.
 */
package org.storkee.testing;
