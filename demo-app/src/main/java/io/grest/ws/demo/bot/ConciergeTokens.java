package io.grest.ws.demo.bot;

import io.grest.ws.demo.login.Tokens;
import io.grest.ws.demo.login.Users;

import org.springframework.stereotype.Component;

/**
 * {@link Tokens} that log the concierge in for every connection, so that an expired token
 * does not matter.
 */
@Component
class ConciergeTokens implements Tokens {

	private final Users users;

	ConciergeTokens(Users users) {
		this.users = users;
	}

	@Override
	public String current() {
		return this.users.login(Concierge.NAME);
	}

}
