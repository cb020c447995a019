package org.storkee.admission.endpoint;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The small application on the webhook's port. */
@ApplicationPath("/")
public class EndpointApplication extends Application {}
