/**
 * Tests of the applications that the quickstart shows, and of the handler by hand that
 * they are compared with.
 */
package io.grest.ws.quickstart;
