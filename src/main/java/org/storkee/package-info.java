/** The application: what ties the features together, and nothing else. Each feature is a package below this one. */
@org.jspecify.annotations.NullMarked
package org.storkee;
