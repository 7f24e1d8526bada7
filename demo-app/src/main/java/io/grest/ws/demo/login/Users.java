package io.grest.ws.demo.login;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Users who have logged in, held in memory. Beyond a limit, the least recently seen user
 * is removed.
 */
@Component
public class Users {

	private static final int MAX_USERS = 10_000;

	private final Map<String, User> byToken = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, User> eldest) {
			return size() > MAX_USERS;
		}

	});

	/**
	 * Log a user in.
	 * @param name the name of the user
	 * @return a random token of the user
	 */
	public String login(String name) {
		String token = UUID.randomUUID().toString();
		this.byToken.put(token, new User(name));
		return token;
	}

	/**
	 * Find the user of a token. Asynchronous, as a database would be.
	 * @param token the token
	 * @return the user, or empty if the token is unknown
	 */
	Mono<User> byToken(String token) {
		return Mono.fromSupplier(() -> this.byToken.get(token));
	}

}
