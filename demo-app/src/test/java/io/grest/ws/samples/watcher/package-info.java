/**
 * An application of its own: a client of the board.
 */
package io.grest.ws.samples.watcher;
