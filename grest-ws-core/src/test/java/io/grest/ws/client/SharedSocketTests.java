package io.grest.ws.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Clients and connections of different contracts on one socket.
 */
@Timeout(60)
class SharedSocketTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final AtomicReference<String> token = new AtomicReference<>("good-1");

	private final Tokens tokens = new Tokens();

	private final SocketContract<Chat, Chatter> chat = SocketContract.define("ChatApi", Chat.class, Chatter.class)
		.path("/both")
		.use(this.tokens)
		.build();

	private final SocketContract<News, Reader> news = SocketContract.define("NewsApi", News.class, Reader.class)
		.path("/both")
		.use(this.tokens)
		.build();

	private final List<SocketConnection<Chatter>> chats = new CopyOnWriteArrayList<>();

	private final List<SocketConnection<Reader>> readers = new CopyOnWriteArrayList<>();

	private final BlockingQueue<CloseReason> closes = new LinkedBlockingQueue<>();

	private final NettyServer server = new NettyServer(SocketServer.of(this.chat, (connection) -> {
		connection.onClose(this.closes::add);
		this.chats.add(connection);
		return new ChatHandler();
	}).interceptors(List.of(this.tokens)).build(), SocketServer.of(this.news, (connection) -> {
		this.readers.add(connection);
		return () -> Mono.just("news");
	}).interceptors(List.of(this.tokens)).build());

	private final SocketPool pool = SocketPool.builder().build();

	private final SocketClients clients = new SocketClients(this.pool,
			(contract) -> "ws://localhost:" + this.server.port(),
			ReconnectOptions.builder().baseDelay(Duration.ofMillis(50)).build());

	@AfterEach
	void stop() {
		this.clients.closeAll().block(TIMEOUT);
		this.pool.closeAll(false).block(TIMEOUT);
		this.server.close();
	}

	private SocketRequest<Chat, Chatter> chatRequest() {
		return SocketRequest.to(this.chat).url("ws://localhost:" + this.server.port());
	}

	private SocketRequest<News, Reader> newsRequest() {
		return SocketRequest.to(this.news).url("ws://localhost:" + this.server.port());
	}

	private static <S> SocketConnection<S> open(Mono<SocketConnection<S>> connection) {
		return connection.block(TIMEOUT);
	}

	// Clients

	@Test
	void sharesSocketOfClients() {
		SocketClient<Chat, Chatter> chat = this.clients.client(this.chat);
		SocketClient<News, Reader> news = this.clients.client(this.news);
		assertThat(chat.remote().echo("hi").block(TIMEOUT)).isEqualTo("hi");
		assertThat(news.remote().latest().block(TIMEOUT)).isEqualTo("news");
		assertThat(this.server.sockets()).isOne();
		assertThat(open(chat.connect()).id()).isEqualTo(open(news.connect()).id());
		assertThat(open(news.connect()).contracts()).containsExactly(this.chat, this.news);
	}

	@Test
	void opensOneSocketForClientsThatConnectAtOnce() {
		SocketClient<Chat, Chatter> chat = this.clients.client(this.chat);
		SocketClient<News, Reader> news = this.clients.client(this.news);
		Mono.when(chat.connect(), news.connect()).block(TIMEOUT);
		assertThat(this.server.sockets()).isOne();
	}

	@Test
	void deliversMessagesOfEitherContract() {
		SocketClient<Chat, Chatter> chat = this.clients.client(this.chat);
		SocketClient<News, Reader> news = this.clients.client(this.news);
		open(chat.connect());
		open(news.connect());
		StepVerifier.create(chat.receive(Chatter::said)).then(() -> {
			this.readers.get(0).remote().headline("dropped by nobody");
			this.chats.get(0).remote().said("a");
		}).expectNext("a").thenCancel().verify(TIMEOUT);
		StepVerifier.create(news.receive(Reader::headline))
			.then(() -> this.readers.get(0).remote().headline("b"))
			.expectNext("b")
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void dropsMessagesOfContractWithoutClient() {
		SocketClient<Chat, Chatter> chat = this.clients.client(this.chat);
		open(chat.connect());
		this.readers.get(0).remote().headline("nobody reads this");
		assertThat(chat.remote().echo("hi").block(TIMEOUT)).isEqualTo("hi");
	}

	@Test
	void closesSocketWithTheLastClient() throws Exception {
		SocketClient<Chat, Chatter> chat = this.clients.client(this.chat);
		SocketClient<News, Reader> news = this.clients.client(this.news);
		SocketConnection<Chat> left = open(chat.connect());
		open(news.connect());
		BlockingQueue<CloseReason> reasons = new LinkedBlockingQueue<>();
		chat.onClose(reasons::add);
		chat.close().block(TIMEOUT);
		assertThat(reasons.poll(10, TimeUnit.SECONDS)).extracting(CloseReason::code).isEqualTo(1000);
		assertThat(left.isOpen()).isFalse();
		assertThatExceptionOfType(ConnectionClosedException.class).isThrownBy(() -> left.remote().note());
		assertThat(news.remote().latest().block(TIMEOUT)).isEqualTo("news");
		assertThat(this.closes).isEmpty();
		news.close().block(TIMEOUT);
		assertThat(this.closes.poll(10, TimeUnit.SECONDS)).extracting(CloseReason::code).isEqualTo(1000);
	}

	@Test
	void opensAgainOnceForAllClients() {
		SocketClient<Chat, Chatter> chat = this.clients.client(this.chat);
		SocketClient<News, Reader> news = this.clients.client(this.news);
		open(chat.connect());
		open(news.connect());
		this.chats.get(0).close(4008, "lost");
		await().atMost(TIMEOUT).until(() -> this.chats.size() == 2);
		await().atMost(TIMEOUT)
			.until(() -> chat.state().phase() == ClientState.Phase.OPEN
					&& news.state().phase() == ClientState.Phase.OPEN);
		assertThat(chat.remote().echo("hi").block(TIMEOUT)).isEqualTo("hi");
		assertThat(news.remote().latest().block(TIMEOUT)).isEqualTo("news");
		assertThat(this.chats).hasSize(2);
	}

	@Test
	void opensAnotherSocketForTwoClientsOfOneContract() {
		open(this.clients.client(this.chat).connect());
		open(this.clients.client(this.chat).connect());
		assertThat(this.server.sockets()).isEqualTo(2);
		open(this.clients.client(this.news).connect());
		assertThat(this.server.sockets()).isEqualTo(2);
	}

	@Test
	void opensAnotherSocketForOtherHeadersOrQuery() {
		open(this.clients.client(this.chat).connect());
		open(this.clients.client(this.news, (request) -> request.header("tenant", "b")).connect());
		assertThat(this.server.sockets()).isEqualTo(2);
		open(this.clients.client(this.news, (request) -> request.query(new Query("en"))).connect());
		assertThat(this.server.sockets()).isEqualTo(3);
	}

	@Test
	void sharesSocketWhateverTheTokenOfTheAttempt() {
		open(this.clients.client(this.chat).connect());
		this.token.set("good-2");
		open(this.clients.client(this.news).connect());
		assertThat(this.server.sockets()).isOne();
		assertThat(this.tokens.seen).containsExactly("good-1");
	}

	@Test
	void opensItsOwnSocketIfThatOfAnotherIsRejected() {
		this.token.set("bad");
		SocketClient<Chat, Chatter> chat = this.clients.client(this.chat);
		SocketClient<News, Reader> news = this.clients.client(this.news);
		this.tokens.afterFirst = () -> this.token.set("good");
		chat.connect().subscribe((connection) -> {
		}, (ex) -> {
		});
		await().atMost(TIMEOUT).until(() -> this.token.get().equals("good"));
		open(news.connect());
		await().atMost(TIMEOUT).until(() -> chat.state().phase() == ClientState.Phase.CLOSED);
	}

	@Test
	void forcedReconnectOpensNewSocket() {
		SocketClient<Chat, Chatter> chat = this.clients.client(this.chat);
		SocketClient<News, Reader> news = this.clients.client(this.news);
		open(chat.connect());
		SocketConnection<News> before = open(news.connect());
		chat.forceReconnect();
		await().atMost(TIMEOUT).until(() -> this.chats.size() == 2);
		open(chat.connect());
		assertThat(before.isOpen()).isTrue();
		assertThat(news.remote().latest().block(TIMEOUT)).isEqualTo("news");
	}

	@Test
	void givesUpOpeningOfOneClientOnly() {
		SocketClient<Chat, Chatter> chat = this.clients.client(this.chat);
		SocketClient<News, Reader> news = this.clients.client(this.news);
		chat.connect().subscribe((connection) -> {
		}, (ex) -> {
		});
		Mono<SocketConnection<News>> connecting = news.connect().cache();
		connecting.subscribe();
		chat.close().block(TIMEOUT);
		SocketConnection<News> connection = open(connecting);
		assertThat(connection.contracts()).containsExactly(this.news);
		assertThat(news.remote().latest().block(TIMEOUT)).isEqualTo("news");
	}

	// The pool

	@Test
	void sharesSocketOfThePool() {
		SocketConnection<Chat> chat = open(this.pool.getOrConnect(chatRequest()));
		SocketConnection<News> news = open(this.pool.getOrConnect(newsRequest()));
		assertThat(open(this.pool.getOrConnect(newsRequest()))).isSameAs(news);
		assertThat(this.server.sockets()).isOne();
		assertThat(this.pool.size()).isEqualTo(2);
		assertThat(chat.remote().echo("hi").block(TIMEOUT)).isEqualTo("hi");
		chat.close();
		assertThat(news.remote().latest().block(TIMEOUT)).isEqualTo("news");
		assertThat(this.pool.size()).isOne();
		open(this.pool.getOrConnect(chatRequest()));
		assertThat(this.chats).hasSize(1);
	}

	@Test
	void keepsSocketsOfOtherCredentialsApart() {
		open(this.pool.getOrConnect(chatRequest()));
		this.token.set("good-2");
		open(this.pool.getOrConnect(newsRequest()));
		assertThat(this.server.sockets()).isEqualTo(2);
	}

	@Test
	void failsCallsOfTheConnectionThatLeaves() {
		SocketConnection<Chat> chat = open(this.pool.getOrConnect(chatRequest()));
		SocketConnection<News> news = open(this.pool.getOrConnect(newsRequest()));
		StepVerifier.create(chat.remote().never())
			.then(chat::close)
			.expectError(ConnectionClosedException.class)
			.verify(TIMEOUT);
		assertThat(news.isOpen()).isTrue();
	}

	@Test
	void teardownWaitsForOwnCallsOnly() {
		SocketConnection<Chat> chat = open(this.pool.getOrConnect(chatRequest()));
		SocketConnection<News> news = open(this.pool.getOrConnect(newsRequest()));
		Mono<String> slow = chat.remote().slow("late").cache();
		slow.subscribe();
		news.teardown().block(TIMEOUT);
		chat.teardown().block(TIMEOUT);
		assertThat(slow.block(TIMEOUT)).isEqualTo("late");
	}

	interface Chat {

		Mono<String> echo(String text);

		Mono<String> slow(String text);

		Mono<String> never();

		void note();

	}

	interface Chatter {

		void said(String text);

	}

	interface News {

		Mono<String> latest();

	}

	interface Reader {

		void headline(String title);

	}

	record Query(String lang) {

	}

	private static final class ChatHandler implements Chat {

		@Override
		public Mono<String> echo(String text) {
			return Mono.just(text);
		}

		@Override
		public Mono<String> slow(String text) {
			return Mono.delay(Duration.ofMillis(300)).thenReturn(text);
		}

		@Override
		public Mono<String> never() {
			return Mono.never();
		}

		@Override
		public void note() {
		}

	}

	/**
	 * Sends the token of the moment, and accepts good ones.
	 */
	private final class Tokens implements HandshakeInterceptor {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		private final AtomicInteger sent = new AtomicInteger();

		private volatile Runnable afterFirst = () -> {
		};

		@Override
		public Mono<Void> updateHandshake(ClientHandshake handshake) {
			handshake.header("authorization", "Bearer " + SharedSocketTests.this.token.get());
			if (this.sent.incrementAndGet() == 1) {
				this.afterFirst.run();
			}
			return Mono.empty();
		}

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			String token = handshake.bearerToken().orElse("");
			this.seen.add(token);
			if (!token.startsWith("good")) {
				throw new NotAuthorizedException();
			}
		}

	}

}
