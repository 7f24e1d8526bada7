/**
 * A whole application of the documentation: handlers that block, over JDBC.
 */
package io.grest.ws.samples.stock;
