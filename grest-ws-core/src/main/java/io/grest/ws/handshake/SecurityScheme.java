package io.grest.ws.handshake;

import org.springframework.util.Assert;

/**
 * Way in which a client authenticates when it connects. Used in descriptions of the
 * contract only; enforcing it is up to an interceptor.
 *
 * @param place the place of the secret
 * @param name the name of the header, cookie or query parameter that carries it
 * @since 0.1.0
 */
public record SecurityScheme(Place place, String name) {

	/**
	 * Create a scheme, checking its values.
	 */
	public SecurityScheme {
		Assert.notNull(place, "Place must not be null");
		Assert.hasText(name, "Name must not be empty");
	}

	/**
	 * Create a scheme with a token in the header {@code authorization}, after the word
	 * {@code Bearer}.
	 * @return the scheme
	 * @see ServerHandshake#bearerToken()
	 */
	public static SecurityScheme bearer() {
		return new SecurityScheme(Place.BEARER, "authorization");
	}

	/**
	 * Create a scheme with a secret in a header of its own.
	 * @param name the header's name
	 * @return the scheme
	 * @see ServerHandshake#header(String)
	 */
	public static SecurityScheme header(String name) {
		return new SecurityScheme(Place.HEADER, name);
	}

	/**
	 * Create a scheme with a secret in a cookie of the upgrade request.
	 * @param name the cookie's name
	 * @return the scheme
	 * @see UpgradeRequest#cookie(String)
	 */
	public static SecurityScheme cookie(String name) {
		return new SecurityScheme(Place.COOKIE, name);
	}

	/**
	 * Create a scheme with a secret in the query of the upgrade request. Proxies may log
	 * it.
	 * @param name the parameter's name
	 * @return the scheme
	 */
	public static SecurityScheme query(String name) {
		return new SecurityScheme(Place.QUERY, name);
	}

	/**
	 * Places of a secret.
	 */
	public enum Place {

		/**
		 * A header {@code authorization: Bearer <token>} of the handshake.
		 */
		BEARER,

		/**
		 * A header of the handshake.
		 */
		HEADER,

		/**
		 * A cookie of the upgrade request.
		 */
		COOKIE,

		/**
		 * A query parameter of the upgrade request.
		 */
		QUERY

	}

}
