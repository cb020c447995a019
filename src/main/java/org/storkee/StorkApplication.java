package org.storkee;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Makes every resource of the WAR answer at the root of the extender's port. */
@ApplicationPath("/")
public class StorkApplication extends Application {}
