package io.grest.ws.server;

import java.util.List;
import java.util.function.UnaryOperator;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.security.SocketSecurity;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Endpoints}: contracts that cannot share a path.
 */
class EndpointsTests {

	@Test
	void groupsByPathInTheOrderOfNames() {
		SocketServer<?, ?> news = server("NewsApi", "/ws/{room}");
		SocketServer<?, ?> chat = server("ChatApi", "/ws/{room}");
		SocketServer<?, ?> alone = server("AloneApi", "/alone");
		assertThat(Endpoints.byPath(List.of(news, alone, chat))).containsExactly(List.of(alone), List.of(chat, news));
		assertThat(new SocketHandlerMapping(List.of(news, alone, chat)).servers()).containsExactlyInAnyOrder(news,
				alone, chat);
	}

	@Test
	void refusesOtherNamesOfVariables() {
		assertRefused(server("ChatApi", "/ws/{room}"), server("NewsApi", "/ws/{id}"),
				"The contracts 'ChatApi' at '/ws/{room}' and 'NewsApi' at '/ws/{id}' share their connections, but differ in"
						+ " the path: /ws/{room} and /ws/{id}."
						+ " Name the variables of the path alike, or give each contract a path of its own");
	}

	@Test
	void refusesOneNameTwice() {
		assertRefused(server("ChatApi", "/ws"), server("ChatApi", "/ws"),
				"The contract 'ChatApi' is served twice at '/ws'. Give each server a path of its own");
	}

	@Test
	void refusesOtherDialect() {
		assertRefused(server("ChatApi", "/ws"), server("NewsApi", "/ws", Dialect.ENVELOPE, (options) -> options, null),
				"The contracts 'ChatApi' at '/ws' and 'NewsApi' at '/ws' share their connections, but differ in the"
						+ " dialect: GREST and ENVELOPE. Choose the same dialect, or give each contract a path of its own");
	}

	@Test
	void refusesDialectThatDoesNotNameTheContract() {
		assertRefused(server("ChatApi", "/ws", Dialect.ENVELOPE, (options) -> options, null),
				server("NewsApi", "/ws", Dialect.ENVELOPE, (options) -> options, null),
				"The contracts 'ChatApi' at '/ws' and 'NewsApi' at '/ws' have the same path, but frames of the dialect"
						+ " ENVELOPE do not name their contract. Give each contract a path of its own, or use the dialect"
						+ " GREST");
	}

	@Test
	void refusesOtherLimits() {
		assertRefused(server("ChatApi", "/ws", Dialect.GREST,
				(options) -> options.maxFrameSize(DataSize.ofKilobytes(1)), null),
				server("NewsApi", "/ws", Dialect.GREST, (options) -> options.maxInFlight(3), null),
				"The contracts 'ChatApi' at '/ws' and 'NewsApi' at '/ws' share their connections, but differ in"
						+ " maxFrameSize: 1024B and 65536B. Give both servers the same options, or each contract a path"
						+ " of its own");
	}

	@Test
	void acceptsEqualLimits() {
		assertThat(Endpoints.byPath(List.of(server("ChatApi", "/ws"),
				server("NewsApi", "/ws", Dialect.GREST, (options) -> options.maxInFlight(256), null))))
			.hasSize(1);
	}

	@Test
	void refusesOtherSecurity() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.refresh();
		SocketSecurity security = SocketSecurity.of(context);
		assertThatIllegalStateException()
			.isThrownBy(() -> new SocketHandlerMapping(List.of(server("ChatApi", "/ws"),
					server("NewsApi", "/ws", Dialect.GREST, (options) -> options, security))))
			.withMessageStartingWith(
					"The contracts 'ChatApi' at '/ws' and 'NewsApi' at '/ws' share their connections, but differ in the"
							+ " security: null and ");
		context.close();
	}

	private static void assertRefused(SocketServer<?, ?> one, SocketServer<?, ?> other, String message) {
		assertThatIllegalStateException().isThrownBy(() -> new SocketHandlerMapping(List.of(one, other)))
			.withMessage(message);
	}

	private static SocketServer<?, ?> server(String name, String path) {
		return server(name, path, Dialect.GREST, (options) -> options, null);
	}

	private static SocketServer<?, ?> server(String name, String path, Dialect dialect,
			UnaryOperator<ConnectionOptions.Builder> options, SocketSecurity security) {
		SocketContract<Server, Client> contract = SocketContract.define(name, Server.class, Client.class)
			.path(path)
			.dialect(dialect)
			.build();
		return SocketServer.of(contract, (connection) -> () -> {
		}).options(options.apply(ConnectionOptions.builder()).build()).security(security).build();
	}

	interface Server {

		void note();

	}

	interface Client {

	}

}
