/**
 * An application whose handlers wait for a slow database.
 */
package io.grest.ws.demo.query;
