/**
 * Java types of the custom resources Stork EE reads and writes.
 *
 * <p>What lives here: one class per kind, its {@code spec}, and enums whose JSON values are the ones on the wire.
 * Plain data, no behaviour. The YAML in {@code deploy/crds} is generated from these types; a test fails when the two
 * drift apart. May use the fabric8 model and nothing else; everything may use it.
 *
 * <p>For storage vendors: {@code docs/declared-api.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee.api;
