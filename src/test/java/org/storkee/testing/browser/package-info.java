/** A real browser, for tests of pages that people use. */
package org.storkee.testing.browser;
