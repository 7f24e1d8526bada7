package io.grest.ws.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.RawSocket;
import io.grest.ws.server.SocketServer;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.MemoryCluster;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Retention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Topics of one node with several contracts, dialects and settings.
 */
@Timeout(60)
class TopicNodeTests {

	private static final SocketContract<Chat, Chatter> CHAT = SocketContract
		.define("ChatApi", Chat.class, Chatter.class)
		.path("/both")
		.topic("room:{room}", (topic) -> topic.history())
		.build();

	private static final SocketContract<News, Reader> NEWS = SocketContract.define("NewsApi", News.class, Reader.class)
		.path("/both")
		.topic("room:{room}")
		.build();

	private static final SocketContract<Chat, Chatter> ENVELOPE = SocketContract
		.define("EnvelopeApi", Chat.class, Chatter.class)
		.path("/envelope")
		.dialect(Dialect.ENVELOPE)
		.topic("room:{room}", (topic) -> topic.history())
		.build();

	private final UnreliableEngine engine = new UnreliableEngine(new MemoryCluster().node());

	private final SocketTopics.Builder settings = SocketTopics.builder()
		.engine(this.engine)
		.user((connection) -> "ann");

	private final List<SocketConnection<Chatter>> chatters = new CopyOnWriteArrayList<>();

	private final List<SocketConnection<Reader>> readers = new CopyOnWriteArrayList<>();

	// A client that nobody refers to is closed when memory is freed.
	private final List<RawSocket> clients = new ArrayList<>();

	private SocketTopics topics;

	private NettyServer server;

	@AfterEach
	void stop() {
		this.server.close();
		this.topics.stop().block(TopicNode.TIMEOUT);
	}

	private void start(SocketContract<Chat, Chatter> chat) {
		this.topics = this.settings.build();
		this.topics.start().block(TopicNode.TIMEOUT);
		this.server = new NettyServer(SocketServer.of(chat, (SocketConnection<Chatter> connection) -> {
			this.chatters.add(connection);
			return new Chat() {
			};
		}).topics(this.topics).build(), SocketServer.of(NEWS, (SocketConnection<Reader> connection) -> {
			this.readers.add(connection);
			return new News() {
			};
		}).topics(this.topics).build());
	}

	private SocketTopic<Chatter> room(String name) {
		return this.topics.sockets(CHAT).topic("room:{room}", name);
	}

	private RawSocket client() throws Exception {
		int before = this.chatters.size();
		RawSocket socket = new RawSocket(this.server.port(), "/both").shakeHands();
		this.clients.add(socket);
		await().until(() -> this.chatters.size() > before);
		return socket;
	}

	private SocketConnection<Chatter> last() {
		return this.chatters.get(this.chatters.size() - 1);
	}

	private Position say(String text) {
		return Objects.requireNonNull(room("a").publish((client) -> client.said(text)).block(TopicNode.TIMEOUT));
	}

	@Test
	void sharesOneConnectionBetweenTopicsOfTwoContracts() throws Exception {
		start(CHAT);
		RawSocket socket = client();
		SocketTopic<Reader> news = this.topics.sockets(NEWS).topic("room:{room}", "a");
		room("a").add(this.chatters.get(0)).block(TopicNode.TIMEOUT);
		news.add(this.readers.get(0)).block(TopicNode.TIMEOUT);
		say("1");
		news.remote().headline("2");
		this.topics.sockets(CHAT).everyone().remote().said("3");
		this.topics.sockets(NEWS).user("ann").remote().headline("4");
		assertThat(socket.read().text()).isEqualTo("m:ChatApi.said::\"1\"");
		assertThat(socket.read().text()).isEqualTo("m:NewsApi.headline::\"2\"");
		assertThat(socket.read().text()).isEqualTo("m:ChatApi.said::\"3\"");
		assertThat(socket.read().text()).isEqualTo("m:NewsApi.headline::\"4\"");
		room("a").except(this.chatters.get(0)).said("not to it");
		news.except(this.readers.get(0)).headline("not to it");
		room("a").remove(this.chatters.get(0));
		say("unheard");
		news.remote().headline("5");
		assertThat(socket.read().text()).isEqualTo("m:NewsApi.headline::\"5\"");
		this.topics.sockets(NEWS).connection(this.readers.get(0).id()).remote().headline("6");
		assertThat(socket.read().text()).isEqualTo("m:NewsApi.headline::\"6\"");
	}

	@Test
	void sendsPlainFramesOfTheEnvelopeDialect() throws Exception {
		start(ENVELOPE);
		SocketTopic<Chatter> room = this.topics.sockets(ENVELOPE).topic("room:{room}", "a");
		RawSocket socket = new RawSocket(this.server.port(), "/envelope");
		await().until(() -> !this.chatters.isEmpty());
		Position start = room.publish((client) -> client.said("before")).block(TopicNode.TIMEOUT);
		room.publish((client) -> client.said("missed")).block(TopicNode.TIMEOUT);
		Mono<Joined> joined = room.add(last(), (join) -> join.since(start));
		assertThat(joined.block(TopicNode.TIMEOUT).recovered()).isOne();
		room.remote().said("live");
		assertThat(socket.read().text()).isEqualTo("{\"type\":\"said\",\"data\":\"missed\"}");
		assertThat(socket.read().text()).isEqualTo("{\"type\":\"said\",\"data\":\"live\"}");
	}

	@Test
	void refusesClientWhoseUserCannotBeResolved() {
		this.settings.user((connection) -> {
			throw new IllegalStateException("no users");
		});
		start(CHAT);
		this.topics.sockets(CHAT);
		assertThatExceptionOfType(java.io.IOException.class).isThrownBy(this::client)
			.withMessageContaining("SERVER_ERROR")
			.withMessageNotContaining("no users");
		assertThat(this.chatters).isEmpty();
		await().until(() -> this.topics.sockets(CHAT).everyone().local().size() == 0);
	}

	@Test
	void servesClientOfNobody() throws Exception {
		this.settings.user((connection) -> null);
		start(CHAT);
		RawSocket socket = client();
		this.topics.sockets(CHAT).everyone().remote().said("to all");
		assertThat(socket.read().text()).isEqualTo("m:ChatApi.said::\"to all\"");
		assertThat(this.topics.sockets(CHAT).user("ann").online().block(TopicNode.TIMEOUT)).isZero();
	}

	@Test
	void refusesToReplicateWhereThereIsOneCopy() {
		start(CHAT);
		SocketTopics topics = this.settings.retention((contract, topic) -> new Retention(10, Duration.ofHours(1), true))
			.build();
		assertThatIllegalStateException().isThrownBy(() -> topics.sockets(CHAT))
			.withMessageContaining("UnreliableEngine has no second copy")
			.withMessageContaining("ChatApi");
	}

	@Test
	void hearsTopicForAWhileAfterItsLastMemberHasLeft() throws Exception {
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		this.settings.linger(Duration.ofSeconds(2)).scheduler(time);
		start(CHAT);
		client();
		room("a").add(last()).block(TopicNode.TIMEOUT);
		int subscribed = this.topics.status().topics();
		room("a").remove(last());
		time.advanceTimeBy(Duration.ofMillis(1900));
		Position known = say("heard");
		assertThat(this.topics.status().received()).isOne();
		Mono<Joined> again = room("a").add(last());
		time.advanceTimeBy(Duration.ofMillis(200));
		assertThat(again.block(TopicNode.TIMEOUT).position()).isEqualTo(known);
		assertThat(this.topics.status().topics()).isEqualTo(subscribed);
		room("a").remove(last());
		time.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(this.topics.status().topics()).isEqualTo(subscribed - 1);
		say("unheard");
		assertThat(this.topics.status().received()).isOne();
		assertThat(this.topics.status().windowBytes()).isZero();
	}

	@Test
	void endsSubscriptionThatBeginsAfterItsLastMemberHasLeft() throws Exception {
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		this.settings.linger(Duration.ofSeconds(2)).scheduler(time);
		start(CHAT);
		RawSocket socket = client();
		int subscribed = this.topics.status().topics();
		Sinks.Empty<Void> begin = this.engine.holdSubscriptions();
		room("a").add(last());
		room("a").remove(last());
		time.advanceTimeBy(Duration.ofSeconds(3));
		assertThat(this.topics.status().topics()).isEqualTo(subscribed + 1);
		begin.tryEmitEmpty();
		assertThat(this.topics.status().topics()).isEqualTo(subscribed);
		say("unheard");
		assertThat(this.topics.status().received()).isZero();
		assertThat(room("a").add(last()).block(TopicNode.TIMEOUT).lost()).isNull();
		say("heard");
		assertThat(socket.read().text()).isEqualTo("m:ChatApi.said::\"heard\"");
	}

	@Test
	void hearsTopicForAWhileIfItsLastMemberHasLeftBeforeTheSubscriptionBegan() throws Exception {
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		this.settings.linger(Duration.ofSeconds(2)).scheduler(time);
		start(CHAT);
		client();
		int subscribed = this.topics.status().topics();
		Sinks.Empty<Void> begin = this.engine.holdSubscriptions();
		room("a").add(last());
		room("a").remove(last());
		time.advanceTimeBy(Duration.ofSeconds(1));
		begin.tryEmitEmpty();
		say("heard");
		assertThat(this.topics.status().received()).isOne();
		time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.topics.status().topics()).isEqualTo(subscribed);
	}

	@Test
	void keepsNoMoreMessagesThanItsWindow() throws Exception {
		this.settings.window(DataSize.ofKilobytes(8));
		start(CHAT);
		RawSocket socket = client();
		Position start = say("start");
		for (String name : List.of("a", "b", "c")) {
			room(name).add(last()).block(TopicNode.TIMEOUT);
			for (int i = 0; i < 30; i++) {
				room(name).publish((client) -> client.said(name)).block(TopicNode.TIMEOUT);
				assertThat(this.topics.status().windowBytes()).isLessThanOrEqualTo(8 * 1024);
			}
		}
		assertThat(this.topics.status().windowBytes()).isPositive();
		for (int i = 0; i < 90; i++) {
			socket.read();
		}
		// What it has forgotten, the engine has.
		room("a").remove(last());
		assertThat(room("a").add(last(), (join) -> join.since(start)).block(TopicNode.TIMEOUT).recovered())
			.isEqualTo(30);
		for (int i = 0; i < 30; i++) {
			assertThat(socket.read().text()).isEqualTo("m:ChatApi.said::\"a\"");
		}
	}

	@Test
	void servesFromItsWindowAndTheRestWhenTheEngineIsBack() throws Exception {
		start(CHAT);
		Position older = say("older");
		Position start = say("start");
		client();
		room("a").add(last()).block(TopicNode.TIMEOUT);
		say("first");
		Position known = say("second");
		this.engine.away = true;
		RawSocket other = client();
		assertThat(room("a").add(last(), (join) -> join.since(start)).block(TopicNode.TIMEOUT))
			.isEqualTo(new Joined(known, 2, null));
		room("a").remove(last());
		assertThat(room("a").add(last(), (join) -> join.since(older)).toFuture()).failsWithin(TopicNode.TIMEOUT)
			.withThrowableThat()
			.withCauseInstanceOf(ServerErrorException.class);
		this.engine.away = false;
		say("live");
		for (String text : List.of("first", "second", "start", "first", "second", "live")) {
			assertThat(other.read().text()).isEqualTo("m:ChatApi.said::\"" + text + "\"");
		}
	}

	interface Chat {

	}

	interface Chatter {

		void said(String text);

	}

	interface News {

	}

	interface Reader {

		void headline(String text);

	}

}
