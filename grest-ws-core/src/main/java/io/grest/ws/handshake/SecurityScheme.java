package io.grest.ws.handshake;

import org.springframework.util.Assert;

/**
 * How a client shows who it is when it connects. For those who read a description of the
 * contract: what an interceptor enforces is its own affair.
 *
 * @param place where the secret goes
 * @param name the name of the header, cookie or query parameter that carries it
 * @since 0.1.0
 */
public record SecurityScheme(Place place, String name) {

	/**
	 * Create a scheme.
	 */
	public SecurityScheme {
		Assert.notNull(place, "Place must not be null");
		Assert.hasText(name, "Name must not be empty");
	}

	/**
	 * A token in the header {@code authorization}, after the word {@code Bearer}.
	 * @return the scheme
	 * @see ServerHandshake#bearerToken()
	 */
	public static SecurityScheme bearer() {
		return new SecurityScheme(Place.BEARER, "authorization");
	}

	/**
	 * A secret in a header of its own.
	 * @param name the header's name
	 * @return the scheme
	 * @see ServerHandshake#header(String)
	 */
	public static SecurityScheme header(String name) {
		return new SecurityScheme(Place.HEADER, name);
	}

	/**
	 * A secret in a cookie of the upgrade request.
	 * @param name the cookie's name
	 * @return the scheme
	 * @see UpgradeRequest#cookie(String)
	 */
	public static SecurityScheme cookie(String name) {
		return new SecurityScheme(Place.COOKIE, name);
	}

	/**
	 * A secret in the query of the upgrade request, where logs of proxies may keep it.
	 * @param name the parameter's name
	 * @return the scheme
	 */
	public static SecurityScheme query(String name) {
		return new SecurityScheme(Place.QUERY, name);
	}

	/**
	 * Where a secret goes.
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
