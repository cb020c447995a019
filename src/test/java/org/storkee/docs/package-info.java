/**
 * Keeps the pages in {@code docs} true where a program can: keys, defaults, flags, metrics, reasons, links.
 *
 * <p>May use everything; nothing uses it.
 */
package org.storkee.docs;
