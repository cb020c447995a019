package org.storkee.health;

import org.storkee.storage.DriverId;

/**
 * One volume of one driver.
 *
 * @param driver its owner
 * @param key its key in the driver's view
 */
public record VolumeKey(DriverId driver, String key) {}
