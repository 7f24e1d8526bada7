package io.grest.ws.conformance;

import io.grest.ws.contract.SocketContract;

/**
 * Methods that tell who calls.
 */
public interface CredentialsApi {

	SocketContract<CredentialsApi, NoMethods> CONTRACT = SocketContract
		.define("CredentialsApi", CredentialsApi.class, NoMethods.class)
		.path("/ws/credentials")
		.use(new LimitedRightsInterceptor())
		.resume()
		.build();

	Authentication whoami();

	/**
	 * Client without methods.
	 */
	interface NoMethods {

	}

	/**
	 * What a call runs under.
	 *
	 * @param user the user
	 * @param millis how long the rights of the last credentials lasted at first
	 */
	record Authentication(String user, long millis) {

	}

}
