package org.storkee.operations.management;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The small application on the management port. */
@ApplicationPath("/")
public class ManagementApplication extends Application {}
