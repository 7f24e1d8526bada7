package io.grest.ws.demo.login;

/**
 * The token of this application where it is itself a client.
 */
@FunctionalInterface
public interface Tokens {

	/**
	 * The token to show now.
	 * @return a valid token
	 */
	String current();

}
