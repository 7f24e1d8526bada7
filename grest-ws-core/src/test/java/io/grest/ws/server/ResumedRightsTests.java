package io.grest.ws.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextKey;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.security.SocketSecurity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who a client is and what it may do is decided anew each time that it is back, also for
 * the same session.
 */
@Timeout(60)
class ResumedRightsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final ContextKey<String> DEVICE = ContextKey.of("device", String.class);

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.resume()
		.build();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final Door door = new Door();

	private final AtomicInteger connected = new AtomicInteger();

	private final List<Integer> closed = new CopyOnWriteArrayList<>();

	private NettyServer server;

	@BeforeEach
	void start() {
		this.context.registerBean("door", Door.class, () -> this.door);
		this.context.refresh();
		this.server = new NettyServer(SocketServer.of(CONTRACT, new Handler())
			.interceptors(List.of(new Tokens()))
			.security(SocketSecurity.of(this.context))
			.build());
	}

	@AfterEach
	void stop() {
		this.server.close();
		this.context.close();
	}

	private RawSocket connect() throws IOException {
		return new RawSocket(this.server.port(), "/api");
	}

	private static String shakeHands(RawSocket socket, String device, int lasts, String offer) throws IOException {
		socket.send("h:::{\"device\":\"" + device + "\",\"lasts\":\"" + lasts + "\",\"grest-ws-extensions\":\"resume\""
				+ offer + "}");
		return socket.read().text();
	}

	private static String offer(String accepted, int received) {
		return ",\"grest-ws-resume\":\"" + accepted.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1") + " " + received
				+ " 0\"";
	}

	private static void device(RawSocket socket, int id, String expected) throws IOException {
		socket.send("r:Api.device:" + id + ":");
		assertThat(socket.read().text())
			.isEqualTo("s:Api.device:" + id + ":{\"success\":true,\"type\":\"OK\",\"data\":\"" + expected + "\"}");
	}

	@Test
	void valuesOfInterceptorsReplaceThoseOfBefore() throws Exception {
		try (RawSocket first = connect(); RawSocket second = connect()) {
			String accepted = shakeHands(first, "phone", 600, "");
			device(first, 1, "phone");
			assertThat(shakeHands(second, "laptop", 600, offer(accepted, 1))).contains("\"session\":\"same\"");
			device(second, 2, "laptop");
		}
		assertThat(this.connected).hasValue(1);
	}

	@Test
	void rightsEndWithTheCredentialsOfTheReturn() throws Exception {
		try (RawSocket first = connect(); RawSocket second = connect()) {
			String accepted = shakeHands(first, "phone", 600, "");
			device(first, 1, "phone");
			assertThat(shakeHands(second, "phone", 1, offer(accepted, 1))).contains("\"session\":\"same\"");
			assertThat(second.awaitClose()).isEqualTo(4003);
		}
		await().atMost(TIMEOUT).until(() -> this.closed.equals(List.of(4003)));
	}

	@Test
	void theRuleOfConnectDecidesAnewAndHarmsNoSession() throws Exception {
		try (RawSocket first = connect()) {
			String accepted = shakeHands(first, "phone", 600, "");
			device(first, 1, "phone");
			this.door.isOpen = false;
			try (RawSocket second = connect()) {
				assertThat(shakeHands(second, "phone", 600, offer(accepted, 1))).startsWith("x:::")
					.contains("FORBIDDEN");
			}
			device(first, 2, "phone");
			this.door.isOpen = true;
			try (RawSocket third = connect()) {
				assertThat(shakeHands(third, "phone", 600, offer(accepted, 2))).contains("\"session\":\"same\"");
			}
		}
		assertThat(this.connected).hasValue(1);
	}

	interface Server {

		Mono<String> device();

	}

	interface Client {

	}

	/**
	 * Says who may connect at present.
	 */
	public static final class Door {

		private volatile boolean isOpen = true;

		public boolean isOpen() {
			return this.isOpen;
		}

	}

	private final class Handler implements SocketHandler<Server, Client> {

		@Override
		@PreAuthorize("@door.isOpen()")
		public Server connect(SocketConnection<Client> connection) {
			ResumedRightsTests.this.connected.incrementAndGet();
			connection.onClose((reason) -> ResumedRightsTests.this.closed.add(reason.code()));
			return () -> Mono.just(connection.get(DEVICE));
		}

	}

	/**
	 * Lets ann in with the device, and for as many seconds, as she says.
	 */
	private static final class Tokens implements HandshakeInterceptor {

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			handshake.set(DEVICE, handshake.header("device").orElseThrow());
			handshake.authenticate(
					UsernamePasswordAuthenticationToken.authenticated("ann", null,
							AuthorityUtils.createAuthorityList("ROLE_USER")),
					Instant.now().plusSeconds(Long.parseLong(handshake.header("lasts").orElseThrow())));
		}

	}

}
