package io.grest.ws.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketContext;
import io.grest.ws.context.ContextKey;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.security.SocketSecurity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two contracts at one path, over real sockets.
 */
@Timeout(60)
class SharedEndpointTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final ContextKey<String> USER = ContextKey.of("user", String.class);

	private static final SocketContract<Chat, Chatter> CHAT = SocketContract
		.define("ChatApi", Chat.class, Chatter.class)
		.path("/both/{room}")
		.build();

	private static final SocketContract<News, Reader> NEWS = SocketContract.define("NewsApi", News.class, Reader.class)
		.path("/both/{room}")
		.queryOnConnect(Query.class)
		.build();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final BlockingQueue<CloseReason> closes = new LinkedBlockingQueue<>();

	private final ActiveConnections active = new ActiveConnections(ActiveConnections.Limits.NONE);

	private final List<SocketConnection<?>> connections = new CopyOnWriteArrayList<>();

	private ConnectionOptions options = ConnectionOptions.DEFAULTS;

	private NettyServer server;

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private RawSocket connect(String query, HandshakeInterceptor... interceptors) throws IOException {
		start(interceptors);
		return new RawSocket(this.server.port(), "/both/attic" + query);
	}

	private void start(HandshakeInterceptor... interceptors) {
		if (this.server == null) {
			// Not in the order of their names.
			this.server = new NettyServer(
					new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, this.active, AllowedOrigins.SAME_ORIGIN),
					SocketServer.of(NEWS, this::news)
						.interceptors(List.of(interceptors))
						.options(this.options)
						.connections(this.active)
						.build(),
					SocketServer.of(CHAT, this::chat)
						.interceptors(List.of(interceptors))
						.options(this.options)
						.connections(this.active)
						.build());
		}
	}

	private Chat chat(SocketConnection<Chatter> connection) {
		this.events.add("connect chat");
		this.connections.add(connection);
		connection.onClose((reason) -> this.events.add("close chat"));
		connection.onClose(this.closes::add);
		connection.remote().said("hello");
		return new ChatHandler(connection);
	}

	private News news(SocketConnection<Reader> connection) {
		this.events.add("connect news");
		this.connections.add(connection);
		if ("news".equals(connection.query(Query.class).refuse())) {
			throw new ForbiddenException();
		}
		connection.onClose((reason) -> this.events.add("close news"));
		connection.remote().headline("first");
		return new NewsHandler(connection);
	}

	private static String next(RawSocket socket) throws IOException {
		return socket.read().text();
	}

	private static void greeted(RawSocket socket) throws IOException {
		assertThat(next(socket)).isEqualTo("m:ChatApi.said::\"hello\"");
		assertThat(next(socket)).isEqualTo("m:NewsApi.headline::\"first\"");
	}

	@Test
	void sendsWhatHandlersSayWhileConnectingInTheirOrder() throws IOException {
		try (RawSocket socket = connect("").shakeHands()) {
			greeted(socket);
		}
		assertThat(this.events).startsWith("connect chat", "connect news");
	}

	@Test
	void givesEachHandlerItsOwnViewOfOneConnection() throws IOException {
		try (RawSocket socket = connect("?lang=en", new User()).shakeHands()) {
			greeted(socket);
			socket.send("r:ChatApi.describe:1:");
			assertThat(next(socket)).contains("\"ChatApi in attic of ann, true\"");
			socket.send("r:NewsApi.describe:2:");
			assertThat(next(socket)).contains("\"NewsApi in attic of ann, true, en\"");
			assertThat(this.connections).extracting(SocketConnection::id).containsOnly(this.connections.get(0).id());
			assertThat(this.connections.get(0).as(Reader.class)).containsSame(cast(this.connections.get(1)));
			assertThat(this.connections.get(1).contracts()).containsExactly(CHAT, NEWS);
			this.connections.get(1).set(USER, "bob");
			assertThat(this.connections.get(0).get(USER)).isEqualTo("bob");
		}
	}

	@SuppressWarnings("unchecked")
	private static <R> SocketConnection<R> cast(SocketConnection<?> connection) {
		return (SocketConnection<R>) connection;
	}

	@Test
	void closesForTheHandlerBeforeOneThatRejects() throws Exception {
		try (RawSocket socket = connect("?refuse=news")) {
			socket.send("h:::");
			assertThat(next(socket)).startsWith("x:::{\"success\":false,\"type\":\"FORBIDDEN\"");
			assertThat(socket.read().closeCode()).isEqualTo(4001);
		}
		assertThat(this.closes.poll(10, TimeUnit.SECONDS)).extracting(CloseReason::code).isEqualTo(4001);
		assertThat(this.events).containsExactly("connect chat", "connect news", "close chat");
		await().atMost(TIMEOUT).until(() -> this.active.connections().isEmpty());
	}

	@Test
	void countsCallsOfBothContractsAsOneSequence() throws IOException {
		try (RawSocket socket = connect("").shakeHands()) {
			greeted(socket);
			socket.send("r:ChatApi.ask:a:");
			assertThat(next(socket)).isEqualTo("r:ChatApi.name:1:");
			socket.send("r:NewsApi.ask:b:");
			assertThat(next(socket)).isEqualTo("r:NewsApi.name:2:");
			socket.send("s:NewsApi.name:2:{\"success\":true,\"type\":\"OK\",\"data\":\"n\"}");
			assertThat(next(socket)).isEqualTo("s:NewsApi.ask:b:{\"success\":true,\"type\":\"OK\",\"data\":\"n\"}");
			assertThat(this.connections.get(0).status().pending()).isOne();
			socket.send("s:ChatApi.name:1:{\"success\":true,\"type\":\"OK\",\"data\":\"c\"}");
			assertThat(next(socket)).isEqualTo("s:ChatApi.ask:a:{\"success\":true,\"type\":\"OK\",\"data\":\"c\"}");
		}
	}

	@Test
	void limitsCallsOfBothContractsTogether() throws IOException {
		this.options = ConnectionOptions.builder().maxPending(1).build();
		try (RawSocket socket = connect("").shakeHands()) {
			greeted(socket);
			socket.send("r:ChatApi.ask:a:");
			assertThat(next(socket)).isEqualTo("r:ChatApi.name:1:");
			socket.send("r:NewsApi.ask:b:");
			assertThat(next(socket)).contains("\"success\":false");
		}
	}

	@Test
	void runsBlockingMethodsOfBothContractsInOrder() throws IOException {
		try (RawSocket socket = connect("").shakeHands()) {
			greeted(socket);
			for (int i = 0; i < 20; i++) {
				socket.send("m:ChatApi.say::\"" + i + "\"");
				socket.send("m:NewsApi.publish::\"" + i + "\"");
			}
			for (int i = 0; i < 20; i++) {
				assertThat(next(socket)).isEqualTo("m:ChatApi.said::\"" + i + "\"");
				assertThat(next(socket)).isEqualTo("m:NewsApi.headline::\"" + i + "\"");
			}
		}
	}

	@Test
	void closesForBothWhenOneHandlerCloses() throws Exception {
		try (RawSocket socket = connect("").shakeHands()) {
			greeted(socket);
			this.connections.get(1).close(4100, "enough");
			assertThat(socket.read().closeCode()).isEqualTo(4100);
		}
		assertThat(this.closes.poll(10, TimeUnit.SECONDS)).extracting(CloseReason::code).isEqualTo(4100);
		await().atMost(TIMEOUT).until(() -> this.events.containsAll(List.of("close chat", "close news")));
		assertThat(this.connections).noneMatch(SocketConnection::isOpen);
	}

	@Test
	void goesAwayOnce() throws Exception {
		try (RawSocket socket = connect("").shakeHands()) {
			greeted(socket);
			assertThat(this.active.connections()).hasSize(1);
			socket.send("r:ChatApi.ask:a:");
			assertThat(next(socket)).isEqualTo("r:ChatApi.name:1:");
			this.active.drain(Duration.ZERO, TIMEOUT).subscribe();
			socket.send("r:NewsApi.describe:b:");
			assertThat(next(socket)).contains("\"type\":\"TOO_MANY_REQUESTS\"");
			socket.send("s:ChatApi.name:1:{\"success\":true,\"type\":\"OK\",\"data\":\"c\"}");
			assertThat(next(socket)).startsWith("s:ChatApi.ask:a:{\"success\":true");
			assertThat(socket.read().closeCode()).isEqualTo(1001);
		}
	}

	@Test
	void pingsOnce() throws IOException {
		this.options = ConnectionOptions.builder()
			.heartbeatInterval(Duration.ofMillis(400))
			.heartbeatTimeout(Duration.ofSeconds(20))
			.build();
		try (RawSocket socket = connect("").shakeHands()) {
			greeted(socket);
			long start = System.nanoTime();
			for (int i = 0; i < 3; i++) {
				assertThat(socket.read().opcode()).isEqualTo(9);
			}
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(700));
		}
	}

	// Interceptors

	@Test
	void runsInterceptorOfBothContractsOnce() throws IOException {
		User user = new User();
		try (RawSocket socket = connect("?lang=en", user).shakeHands()) {
			greeted(socket);
		}
		assertThat(user.seen).containsExactly("[ChatApi, NewsApi] en");
	}

	@Test
	void refusesToNameOneContractOfSeveral() throws IOException {
		HandshakeInterceptor asking = new HandshakeInterceptor() {

			@Override
			public void parseHandshake(ServerHandshake handshake) {
				handshake.contractName();
			}

		};
		try (RawSocket socket = connect("", asking)) {
			socket.send("h:::");
			assertThat(next(socket)).startsWith("x:::{\"success\":false,\"type\":\"SERVER_ERROR\"");
		}
	}

	@Test
	void runsInterceptorsInTheOrderOfEachContract() throws IOException {
		Recorder common = new Recorder("common");
		Recorder first = new Recorder("first");
		this.server = new NettyServer(
				SocketServer.of(CHAT, this::chat).interceptors(List.of(common, new Recorder("chat"))).build(),
				SocketServer.of(NEWS, this::news).interceptors(List.of(first, common, new Recorder("news"))).build());
		try (RawSocket socket = connect("").shakeHands()) {
			greeted(socket);
		}
		assertThat(this.events).startsWith("first [NewsApi]", "common [ChatApi, NewsApi]", "chat [ChatApi]",
				"news [NewsApi]");
	}

	// Rules

	@Test
	void checksRulesOfEachContract() throws IOException {
		GenericApplicationContext context = new GenericApplicationContext();
		context.refresh();
		SocketSecurity security = SocketSecurity.of(context);
		SocketContract<Guarded, Chatter> guarded = SocketContract.define("GuardedApi", Guarded.class, Chatter.class)
			.path("/both/{room}")
			.build();
		this.server = new NettyServer(SocketServer.of(CHAT, this::chat).security(security).build(),
				SocketServer.of(guarded, (connection) -> () -> Mono.just("secret"))
					.interceptors(List.of(new Roles()))
					.security(security)
					.build());
		try (RawSocket socket = connect("").shakeHands()) {
			assertThat(next(socket)).isEqualTo("m:ChatApi.said::\"hello\"");
			socket.send("r:GuardedApi.secret:1:");
			assertThat(next(socket)).startsWith("s:GuardedApi.secret:1:{\"success\":false,\"type\":\"FORBIDDEN\"");
			socket.send("r:ChatApi.describe:2:");
			assertThat(next(socket)).startsWith("s:ChatApi.describe:2:{\"success\":true");
		}
		context.close();
	}

	interface Chat {

		Mono<String> describe();

		Mono<String> ask();

		void say(String text);

	}

	interface Chatter {

		void said(String text);

		Mono<String> name();

	}

	interface News {

		Mono<String> describe();

		Mono<String> ask();

		void publish(String title);

	}

	interface Reader {

		void headline(String title);

		Mono<String> name();

	}

	interface Guarded {

		@PreAuthorize("hasRole('ADMIN')")
		Mono<String> secret();

	}

	record Query(String room, String lang, String refuse) {

	}

	private record ChatHandler(SocketConnection<Chatter> connection) implements Chat {

		@Override
		public Mono<String> describe() {
			return Mono.fromSupplier(() -> this.connection.contract().name() + " in "
					+ this.connection.pathVariables().get("room") + " of " + this.connection.find(USER).orElse("nobody")
					+ ", " + (SocketContext.CONNECTION.get() == this.connection));
		}

		@Override
		public Mono<String> ask() {
			return this.connection.remote().name();
		}

		@Override
		public void say(String text) {
			this.connection.remote().said(text);
		}

	}

	private record NewsHandler(SocketConnection<Reader> connection) implements News {

		@Override
		public Mono<String> describe() {
			String text = this.connection.contract().name() + " in " + this.connection.query(Query.class).room()
					+ " of " + this.connection.get(USER) + ", " + (SocketContext.CONNECTION.get() == this.connection)
					+ ", " + this.connection.query(Query.class).lang();
			return Mono.just(text);
		}

		@Override
		public Mono<String> ask() {
			return this.connection.remote().name();
		}

		@Override
		public void publish(String title) {
			this.connection.remote().headline(title);
		}

	}

	/**
	 * Says who everybody is.
	 */
	private static final class User implements HandshakeInterceptor {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			this.seen.add(handshake.contractNames() + " " + handshake.query(Query.class).lang());
			handshake.set(USER, "ann");
		}

	}

	/**
	 * Authenticates everybody as a user without the role.
	 */
	private static final class Roles implements HandshakeInterceptor {

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			handshake.authenticate(new TestingAuthenticationToken("ann", "", "ROLE_USER"), null);
		}

	}

	/**
	 * Records the contracts that it is called for.
	 */
	private final class Recorder implements HandshakeInterceptor {

		private final String name;

		Recorder(String name) {
			this.name = name;
		}

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			SharedEndpointTests.this.events.add(this.name + " " + handshake.contractNames());
		}

	}

}
