/**
 * A driver for a storage system that does not exist, as the pattern for those that are asked: all of a driver is in its
 * own package. {@code docs/drivers/writing-a-driver.md} shows it.
 */
package org.storkee.drivers.toy;
