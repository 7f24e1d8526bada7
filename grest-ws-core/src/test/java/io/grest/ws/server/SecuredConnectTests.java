package io.grest.ws.server;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.security.SocketSecurity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who a client is while it is accepted: whom an interceptor has named, wherever that is
 * read from.
 */
@Timeout(60)
class SecuredConnectTests {

	@Test
	void acceptsClientAsWhomAnInterceptorNames() throws Exception {
		GenericApplicationContext context = new GenericApplicationContext();
		context.refresh();
		SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
			.path("/api")
			.build();
		SocketServer<Server, Client> endpoint = SocketServer
			.ofReactive(contract,
					(connection) -> who(connection.principal().orElseThrow().getName())
						.map((name) -> () -> Mono.just(name)))
			.interceptors(List.of(new Ann()))
			.security(SocketSecurity.of(context))
			.build();
		try (NettyServer server = new NettyServer(endpoint); RawSocket client = new RawSocket(server.port(), "/api")) {
			client.send("h:::");
			assertThat(text(client)).isEqualTo("k:::null");
			client.send("r:Api.who:1:");
			assertThat(text(client)).contains("\"data\":\"ann ann ann ann\"");
		}
		context.close();
	}

	@Test
	void acceptsClientByRuleThatReadsReactiveContext() throws Exception {
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean("gate", Gate.class);
		context.refresh();
		SocketServer<Server, Client> endpoint = SocketServer
			.of(SocketContract.define("Api", Server.class, Client.class).path("/api").build(), new BlockingHandler())
			.interceptors(List.of(new Ann()))
			.security(SocketSecurity.of(context))
			.build();
		try (NettyServer server = new NettyServer(endpoint); RawSocket client = new RawSocket(server.port(), "/api")) {
			client.send("h:::");
			assertThat(text(client)).isEqualTo("k:::null");
		}
		context.close();
	}

	private static Mono<String> who(String principal) {
		String thread = SecurityContextHolder.getContext().getAuthentication().getName();
		return ReactiveSecurityContextHolder.getContext()
			.flatMap((current) -> Mono.deferContextual((keys) -> Mono
				.just(String.join(" ", principal, thread, current.getAuthentication().getName(),
						keys.<SecurityContext>get(SecurityContext.class.getName()).getAuthentication().getName()))));
	}

	private static String text(RawSocket client) throws Exception {
		return new String(client.read().payload(), StandardCharsets.UTF_8);
	}

	public static final class Gate {

		public Mono<Boolean> opens() {
			return ReactiveSecurityContextHolder.getContext()
				.map((context) -> context.getAuthentication().getName().equals("ann"))
				.defaultIfEmpty(false);
		}

	}

	static final class BlockingHandler implements SocketHandler<Server, Client> {

		@Override
		@PreAuthorize("@gate.opens()")
		public Server connect(SocketConnection<Client> connection) {
			return () -> Mono.just("open");
		}

	}

	interface Server {

		Mono<String> who();

	}

	interface Client {

	}

	private static final class Ann implements HandshakeInterceptor {

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			handshake.authenticate(() -> "ann", null);
		}

	}

}
