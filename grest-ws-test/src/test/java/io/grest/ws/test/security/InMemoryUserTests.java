package io.grest.ws.test.security;

import java.time.Instant;

import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import io.grest.ws.test.security.Desk.Client;
import io.grest.ws.test.security.Desk.Server;
import io.grest.ws.test.security.Desk.Vault;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The users of testers in memory.
 */
@Tag("security")
@GrestWsTest(transport = Transport.IN_MEMORY)
@Import(Files.class)
class InMemoryUserTests extends TesterUserTests {

	@Test
	void rejectsNobody(@Autowired SocketTester<Vault, Client> vault) {
		vault.connectFails(NotAuthorizedException.class);
	}

	@Test
	void closesAtEndOfToken(@Autowired SocketTester<Server, Client> desk) {
		desk.as(token(Instant.now().plusSeconds(2))).connect();
		assertThat(desk.closedWith(4003)).hasToString("4003 Expired by the other side");
	}

}
