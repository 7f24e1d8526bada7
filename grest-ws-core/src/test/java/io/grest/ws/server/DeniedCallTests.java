package io.grest.ws.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import ch.qos.logback.classic.Level;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.security.SocketSecurity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that a rule denies, over real sockets: what the client receives, and what the
 * operator reads.
 */
@Timeout(60)
class DeniedCallTests {

	private static final int AT_ONCE = 100;

	private final GenericApplicationContext context = new GenericApplicationContext();

	private CapturedLog log;

	private NettyServer server;

	@BeforeEach
	void start() {
		this.context.refresh();
		this.server = new NettyServer(SocketServer
			.of(SocketContract.define("Api", Server.class, Client.class).path("/api").build(),
					(connection) -> new Handler())
			.interceptors(List.of(new Names()))
			.security(SocketSecurity.of(this.context))
			.build());
		this.log = new CapturedLog(Level.INFO);
	}

	@AfterEach
	void stop() {
		this.log.close();
		this.server.close();
		this.context.close();
	}

	private RawSocket connect(String user) throws IOException {
		RawSocket socket = new RawSocket(this.server.port(), "/api");
		socket.send("h:::" + (user.isEmpty() ? "" : "{\"user\":\"" + user + "\"}"));
		assertThat(next(socket)).isEqualTo("k:::null");
		return socket;
	}

	private static String next(RawSocket socket) throws IOException {
		return new String(socket.read().payload(), StandardCharsets.UTF_8);
	}

	@Test
	void logsManyDenialsOnce() throws IOException {
		logsDenialsOnce(10_000);
	}

	@Test
	@Tag("heavy")
	@Timeout(1800)
	void logsAMillionDenialsOnce() throws IOException {
		logsDenialsOnce(500_000);
	}

	// As many calls, and as many messages.
	private void logsDenialsOnce(int many) throws IOException {
		try (RawSocket ann = connect("ann"); RawSocket bob = connect("bob")) {
			for (int i = 0; i < many; i += AT_ONCE) {
				for (int j = 0; j < AT_ONCE; j++) {
					ann.send("r:Api.clear:" + (i + j) + ":");
					bob.send("m:Api.tell::\"x\"");
				}
				for (int j = 0; j < AT_ONCE; j++) {
					assertThat(next(ann)).startsWith("s:Api.clear:" + (i + j)
							+ ":{\"success\":false,\"type\":\"FORBIDDEN\",\"statusCode\":403,");
				}
			}
			bob.send("r:Api.open:1:");
			assertThat(next(bob)).startsWith("s:Api.open:1:{\"success\":true");
		}
		assertThat(this.log.lines()).hasSize(2).allSatisfy((line) -> assertThat(line).doesNotContain("\n"));
		assertThat(String.join(" ", this.log.lines())).contains(
				"is denied to ann by @PreAuthorize(\"hasRole('ADMIN')\") of Server.clear; logged once an hour",
				"is denied to bob by @PreAuthorize(\"hasRole('ADMIN')\") of Server.tell; logged once an hour");
	}

	@Test
	void readsNoPayloadOfWhomTheRuleDenies() throws IOException {
		try (RawSocket ann = connect("ann"); RawSocket nobody = connect("")) {
			ann.send("r:Api.tell:1:no json");
			assertThat(next(ann)).startsWith("s:Api.tell:1:{\"success\":false,\"type\":\"FORBIDDEN\"");
			nobody.send("r:Api.tell:1:no json");
			assertThat(next(nobody)).startsWith("s:Api.tell:1:{\"success\":false,\"type\":\"NOT_AUTHORIZED\"");
		}
		try (RawSocket root = connect("root")) {
			root.send("r:Api.tell:1:no json");
			assertThat(next(root)).startsWith("s:Api.tell:1:{\"success\":false,\"type\":\"VALIDATION_ERROR\"");
		}
	}

	@Test
	void tellsNothingOfTheRule() throws IOException {
		try (RawSocket ann = connect("ann")) {
			ann.send("r:Api.clear:1:");
			assertThat(next(ann).replaceAll("\"timestamp\":\\d+,\"ref\":\"[^\"]*\"", "")).isEqualTo(
					"s:Api.clear:1:{\"success\":false,\"type\":\"FORBIDDEN\",\"statusCode\":403,\"context\":{}}");
		}
	}

	interface Server {

		@PreAuthorize("hasRole('ADMIN')")
		Mono<String> clear();

		@PreAuthorize("hasRole('ADMIN')")
		void tell(String text);

		Mono<String> open();

	}

	interface Client {

	}

	private static final class Handler implements Server {

		@Override
		public Mono<String> clear() {
			return Mono.just("cleared");
		}

		@Override
		public void tell(String text) {
		}

		@Override
		public Mono<String> open() {
			return Mono.just("open");
		}

	}

	/**
	 * Takes a name at its word; root has the role.
	 */
	private static final class Names implements HandshakeInterceptor {

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			handshake.header("user").ifPresent((name) -> {
				User user = (User) User.withUsername(name)
					.password("")
					.roles(name.equals("root") ? "ADMIN" : "USER")
					.build();
				handshake.authenticate(
						UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities()), null);
			});
		}

	}

}
