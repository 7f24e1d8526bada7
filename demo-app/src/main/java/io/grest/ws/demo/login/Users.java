package io.grest.ws.demo.login;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Who has logged in. Forgets whoever has not been seen for longest once there are too
 * many, and everybody when the server stops.
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
	 * Log somebody in.
	 * @param name what others call them
	 * @return a random token that stands for them
	 */
	public String login(String name) {
		String token = UUID.randomUUID().toString();
		this.byToken.put(token, new User(name));
		return token;
	}

	/**
	 * Find who a token stands for; asynchronous, as a database would be.
	 * @param token the token
	 * @return the user, or empty if nobody holds such a token
	 */
	Mono<User> byToken(String token) {
		return Mono.fromSupplier(() -> this.byToken.get(token));
	}

}
