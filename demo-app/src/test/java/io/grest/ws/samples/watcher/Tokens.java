package io.grest.ws.samples.watcher;

/**
 * Credentials of the client, which may change from one connection to the next.
 */
@FunctionalInterface
interface Tokens {

	String fresh();

}
