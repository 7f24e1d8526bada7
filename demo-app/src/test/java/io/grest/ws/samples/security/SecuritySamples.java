package io.grest.ws.samples.security;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.security.SocketAuthenticator;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;

/**
 * Samples of clients, and of own ways to authenticate.
 */
final class SecuritySamples {

	private SecuritySamples() {
	}

	static SocketClient<NoteServer, NoteClient> renewing(SocketClients clients,
			SocketContract<NoteServer, NoteClient> noteApi, String url, Mono<String> freshToken) {
		return clients.builder(noteApi)
			.requestMono((request) -> freshToken
				.map((token) -> request.url(url).header(HttpHeaders.AUTHORIZATION, "Bearer " + token)))
			.build();
	}

	static SocketAuthenticator ofKeys(ApiKeys keys) {
		return (handshake) -> Mono.justOrEmpty(handshake.header("x-api-key")).flatMap(keys::find);
	}

	/**
	 * Keys of an application.
	 */
	interface ApiKeys {

		Mono<Authentication> find(String key);

	}

}
