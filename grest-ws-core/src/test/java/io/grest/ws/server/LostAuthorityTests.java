package io.grest.ws.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.security.SocketSecurity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of open streams when a refresh takes authorities away, over real sockets.
 */
@Timeout(60)
class LostAuthorityTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String FORBIDDEN = ":{\"success\":false,\"type\":\"FORBIDDEN\",\"statusCode\":403,";

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final Map<String, Sinks.Many<String>> feeds = new ConcurrentHashMap<>();

	private final List<String> cancelled = new CopyOnWriteArrayList<>();

	private final Sinks.One<String> slow = Sinks.one();

	private NettyServer server;

	@BeforeEach
	void start() {
		this.context.registerBean("rooms", Rooms.class, Rooms::new);
		this.context.refresh();
		this.server = new NettyServer(SocketServer
			.of(SocketContract.define("Api", Server.class, Client.class).path("/api").build(),
					(connection) -> new Handler())
			.interceptors(List.of(new Tokens()))
			.security(SocketSecurity.of(this.context))
			.build());
	}

	@AfterEach
	void stop() {
		this.slow.tryEmitValue("end");
		this.server.close();
		this.context.close();
	}

	private RawSocket connect(String roles) throws IOException {
		RawSocket socket = new RawSocket(this.server.port(), "/api");
		socket.send("h:::{\"roles\":\"" + roles + "\",\"grest-ws-extensions\":\"credentials,streams\"}");
		assertThat(socket.read().text()).startsWith("k:::{\"extensions\":[\"credentials\",\"streams\"],\"expires\":");
		return socket;
	}

	private static void refresh(RawSocket socket, String roles) throws IOException {
		socket.send("t:::{\"roles\":\"" + roles + "\"}");
	}

	private void next(String feed, String item) {
		await().atMost(TIMEOUT).until(() -> this.feeds.containsKey(feed));
		this.feeds.get(feed).emitNext(item, Sinks.EmitFailureHandler.busyLooping(TIMEOUT));
	}

	private void open(RawSocket socket, String method, String feed, int id, String input) throws IOException {
		socket.send("r:Api." + method + ":" + id + ";cr=100:" + input);
		next(feed, "first");
		assertThat(socket.read().text()).isEqualTo("n::" + id + ":\"first\"");
	}

	// The refresh is accepted, and these calls end, in any order.
	private static void assertDenied(RawSocket socket, String... calls) throws IOException {
		List<String> frames = new ArrayList<>();
		for (int i = 0; i <= calls.length; i++) {
			frames.add(socket.read().text());
		}
		assertThat(frames).anyMatch((frame) -> frame.startsWith("t:::{\"expires\":"));
		assertThat(calls).allSatisfy(
				(call) -> assertThat(frames).anyMatch((frame) -> frame.startsWith("s:Api." + call + FORBIDDEN)));
	}

	@Test
	void endsStreamsWhoseAuthorityIsGone() throws Exception {
		try (RawSocket ann = connect("ADMIN,USER")) {
			open(ann, "watch", "watch", 1, "");
			open(ann, "open", "open", 2, "");
			refresh(ann, "USER");
			assertDenied(ann, "watch:1");
			await().atMost(TIMEOUT).until(() -> this.cancelled.contains("watch"));
			next("open", "second");
			assertThat(ann.read().text()).isEqualTo("n::2:\"second\"");
			ann.send("r:Api.watch:3;cr=1:");
			assertThat(ann.read().text()).startsWith("s:Api.watch:3" + FORBIDDEN);
		}
		assertThat(this.cancelled.get(0)).isEqualTo("watch");
	}

	@Test
	void judgesWhatDependsOnTheInput() throws Exception {
		try (RawSocket ann = connect("ADMIN,USER")) {
			open(ann, "room", "hall", 1, "\"hall\"");
			open(ann, "room", "attic", 2, "\"attic\"");
			open(ann, "lateRoom", "late-attic", 3, "\"attic\"");
			refresh(ann, "USER");
			assertDenied(ann, "room:2", "lateRoom:3");
			next("hall", "second");
			assertThat(ann.read().text()).isEqualTo("n::1:\"second\"");
		}
	}

	@Test
	void endsStreamsThatTheClientSendsAndThoseThatBlock() throws Exception {
		try (RawSocket ann = connect("ADMIN,USER")) {
			ann.send("r:Api.upload:1;in=1:");
			assertThat(ann.read().text()).startsWith("q::1:");
			open(ann, "blocking", "blocking", 2, "");
			refresh(ann, "USER");
			assertDenied(ann, "upload:1", "blocking:2");
			await().atMost(TIMEOUT).until(() -> this.cancelled.contains("upload"));
		}
	}

	@Test
	void letsCallsEndThatHaveBegun() throws Exception {
		try (RawSocket ann = connect("ADMIN")) {
			ann.send("r:Api.slow:1:");
			ann.send("r:Api.watch:2;cr=1:");
			next("watch", "first");
			assertThat(ann.read().text()).isEqualTo("n::2:\"first\"");
			refresh(ann, "USER");
			assertDenied(ann, "watch:2");
			this.slow.tryEmitValue("done");
			assertThat(ann.read().text())
				.isEqualTo("s:Api.slow:1:{\"success\":true,\"type\":\"OK\",\"data\":\"done\"}");
		}
	}

	@Test
	void keepsStreamsWhereNoAuthorityIsLost() throws Exception {
		try (RawSocket ann = connect("USER"); RawSocket bob = connect("ADMIN")) {
			open(ann, "room", "hall", 1, "\"hall\"");
			open(bob, "watch", "watch", 1, "");
			refresh(ann, "USER,ADMIN");
			assertThat(ann.read().text()).startsWith("t:::{\"expires\":");
			bob.send("t:::{\"roles\":\"none\"}");
			assertThat(bob.read().text()).startsWith("t:::{\"success\":false,\"type\":\"NOT_AUTHORIZED\"");
			next("hall", "second");
			next("watch", "second");
			assertThat(ann.read().text()).isEqualTo("n::1:\"second\"");
			assertThat(bob.read().text()).isEqualTo("n::1:\"second\"");
		}
	}

	@Test
	void logsADeniedStreamAsADeniedCall() throws Exception {
		try (CapturedLog log = new CapturedLog(Level.INFO); RawSocket ann = connect("ADMIN")) {
			open(ann, "watch", "watch", 1, "");
			refresh(ann, "USER");
			assertDenied(ann, "watch:1");
			assertThat(log.lines()).singleElement()
				.asString()
				.contains("is denied to ann by @PreAuthorize(\"hasRole('ADMIN')\") of Server.watch");
		}
	}

	interface Server {

		@PreAuthorize("hasRole('ADMIN')")
		Flux<String> watch();

		Flux<String> open();

		@PreAuthorize("#room == 'hall' or hasRole('ADMIN')")
		Flux<String> room(String room);

		@PreAuthorize("@rooms.mayEnter(#room, authentication.authorities)")
		Flux<String> lateRoom(String room);

		@PreAuthorize("hasRole('ADMIN')")
		Mono<Integer> upload(Flux<String> lines);

		@PreAuthorize("hasRole('ADMIN')")
		Flux<String> blocking();

		@PreAuthorize("hasRole('ADMIN')")
		Mono<String> slow();

	}

	interface Client {

	}

	/**
	 * Decides later, on another thread.
	 */
	static final class Rooms {

		public Mono<Boolean> mayEnter(String room, Collection<?> authorities) {
			return Mono.delay(Duration.ofMillis(1)).thenReturn(authorities.toString().contains("ADMIN"));
		}

	}

	private final class Handler implements Server {

		private Flux<String> feed(String name) {
			return LostAuthorityTests.this.feeds
				.computeIfAbsent(name, (key) -> Sinks.many().unicast().onBackpressureBuffer())
				.asFlux()
				.doOnCancel(() -> LostAuthorityTests.this.cancelled.add(name));
		}

		@Override
		public Flux<String> watch() {
			return feed("watch");
		}

		@Override
		public Flux<String> open() {
			return feed("open");
		}

		@Override
		public Flux<String> room(String room) {
			return feed(room);
		}

		@Override
		public Flux<String> lateRoom(String room) {
			return feed("late-" + room);
		}

		@Override
		public Mono<Integer> upload(Flux<String> lines) {
			return lines.doOnCancel(() -> LostAuthorityTests.this.cancelled.add("upload")).count().map(Long::intValue);
		}

		@Override
		@Blocking
		public Flux<String> blocking() {
			return feed("blocking");
		}

		@Override
		public Mono<String> slow() {
			return LostAuthorityTests.this.slow.asMono();
		}

	}

	/**
	 * Gives ann the roles that she asks for.
	 */
	private static final class Tokens implements HandshakeInterceptor {

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			String roles = handshake.header("roles").orElseThrow(NotAuthorizedException::new);
			if (roles.equals("none")) {
				throw new NotAuthorizedException();
			}
			List<String> names = List.of(roles.split(",")).stream().map((role) -> "ROLE_" + role).toList();
			handshake.authenticate(UsernamePasswordAuthenticationToken.authenticated("ann", null,
					AuthorityUtils.createAuthorityList(names)), Instant.now().plusSeconds(600));
		}

	}

}
