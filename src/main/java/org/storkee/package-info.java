/**
 * The application: what ties the features together, and nothing else. Each feature is a package below this one; which may
 * use which is in {@code CONTRIBUTING.md}.
 *
 * <p>May use every package; none uses it. Why it is built this way: {@code docs/decisions.md}.
 */
@org.jspecify.annotations.NullMarked
package org.storkee;
