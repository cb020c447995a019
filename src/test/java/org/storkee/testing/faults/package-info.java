/** Faults between Stork EE and a storage system: a proxy that stops answering, or answers nonsense, when told so. */
package org.storkee.testing.faults;
