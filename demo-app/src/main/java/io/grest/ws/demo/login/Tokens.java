package io.grest.ws.demo.login;

/**
 * Strategy to obtain the token of this application when it is itself a client.
 */
@FunctionalInterface
public interface Tokens {

	/**
	 * Return the token to send.
	 * @return a valid token
	 */
	String current();

}
