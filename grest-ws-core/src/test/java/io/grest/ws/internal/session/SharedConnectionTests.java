package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.session.PeerFixture.Chat;
import io.grest.ws.internal.session.PeerFixture.News;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link SharedConnection}, on a client whose server is the test.
 */
class SharedConnectionTests {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();

	private final PeerFixture peer = new PeerFixture();

	private final List<String> events = this.peer.events;

	// Those that have not left the socket.
	private final List<String> members = new ArrayList<>();

	private DefaultSocketConnection<Chat> chat;

	@AfterEach
	void resetTime() {
		VirtualTimeScheduler.reset();
	}

	private Membership member(String name) {
		this.members.add(name);
		return () -> this.members.remove(name) && this.members.isEmpty();
	}

	private DefaultSocketConnection<News> join() {
		this.chat = this.peer.share(member("chat"));
		return join(this.chat);
	}

	private DefaultSocketConnection<News> join(DefaultSocketConnection<?> socket) {
		SocketConnection<News> news = ConnectionAccess.join(socket, this.peer.client(PeerFixture.NEWS),
				this.peer.origin(null), this.peer.values, this.peer.new ReaderSide(), member("news"));
		return (DefaultSocketConnection<News>) news;
	}

	private void onClose(DefaultSocketConnection<?>... connections) {
		for (DefaultSocketConnection<?> connection : connections) {
			connection.onClose((reason) -> this.events
				.add(connection.contract().name() + " told of " + reason.status() + " " + reason.initiator()));
		}
	}

	private void read(DefaultSocketConnection<News> news) {
		news.remote()
			.read("today")
			.subscribe((text) -> this.events.add("read " + text),
					(ex) -> this.events.add(ex.getClass().getSimpleName()));
	}

	// Joining

	@Test
	void joinsSocketOfAnotherContract() {
		DefaultSocketConnection<News> news = join();
		assertThat(news.isOpen()).isTrue();
		assertThat(news.isClosed()).isFalse();
		assertThat(news.status().state()).isEqualTo(State.OPEN);
		assertThat(news.contracts()).isEqualTo(List.of(PeerFixture.CHAT, PeerFixture.NEWS));
		assertThat(this.chat.contracts()).isEqualTo(news.contracts());
		assertThat(this.chat.as(News.class)).containsSame(news);
		assertThat(news.id()).isEqualTo(this.chat.id());
		this.peer.wire.send("m:News.headline::\"new\"");
		this.peer.wire.send("m:Chat.said::\"hi\"");
		read(news);
		this.peer.wire.send("s:News.read:1:{\"success\":true,\"type\":\"OK\",\"data\":\"all\"}");
		assertThat(this.events).containsExactly("headline new", "said hi", "read all");
	}

	@Test
	void joinsNoSocketThatCloses() {
		this.chat = this.peer.share(member("chat"));
		this.chat.close();
		assertThatExceptionOfType(ConnectionClosedException.class).isThrownBy(() -> join(this.chat))
			.withMessageContaining("shared socket");
	}

	@Test
	void tracesCallsAsTheSocketDoes() {
		this.peer.observer = new TracingObserver();
		this.peer.agreed = Extensions.TRACING;
		read(join());
		assertThat(this.peer.wire.written).containsExactly("r:News.read:1;tp=00-1-2-01:\"today\"");
	}

	@Test
	void isCountedForItsContract() {
		this.peer.metrics = RecordedMetrics.to(this.events);
		DefaultSocketConnection<News> news = join();
		news.close();
		news.close();
		this.chat.close();
		this.peer.wire.end(1000);
		assertThat(this.events).containsExactly("Chat opened", "News opened", "News closed true 1000",
				"Chat closed true 1000", "handshake closed 1000");
	}

	@Test
	void masksSensitiveValuesOfItsContractInLog() {
		join();
		try (ConnectionLines lines = new ConnectionLines(Loggers.FRAMES, Level.TRACE)) {
			this.peer.wire.send("m:News.unlock::{\"door\":\"attic\",\"digits\":\"1234\"}");
			assertThat(lines.of(this.chat)).singleElement().asString().contains("attic").doesNotContain("1234");
		}
		assertThat(this.events).containsExactly("unlock attic");
	}

	// Leaving

	@Test
	void leavesSocketToOthers() {
		DefaultSocketConnection<News> news = join();
		onClose(this.chat, news);
		read(news);
		news.close(4001, "enough");
		assertThat(this.events).containsExactly("ConnectionClosedException", "News told of 4001 enough LOCAL");
		assertThat(this.members).containsExactly("chat");
		assertThat(news.isOpen()).isFalse();
		assertThat(news.isClosed()).isTrue();
		assertThat(news.status().state()).isEqualTo(State.CLOSED);
		assertThat(this.peer.wire.closed).isEmpty();
		assertThat(this.chat.isOpen()).isTrue();
		assertThat(this.chat.contracts()).isEqualTo(List.of(PeerFixture.CHAT));
		this.peer.wire.send("m:News.headline::\"late\"");
		assertThat(this.events).hasSize(2);
		this.peer.wire.end(4002);
		assertThat(this.events).endsWith("handshake closed 4002", "Chat told of 4002 REMOTE").hasSize(4);
	}

	@Test
	void closesSocketAfterLastHasLeft() {
		DefaultSocketConnection<News> news = join();
		onClose(this.chat, news);
		this.chat.close();
		assertThat(this.events).containsExactly("Chat told of 1000 LOCAL");
		assertThat(this.chat.isClosed()).isTrue();
		assertThat(news.isOpen()).isTrue();
		assertThat(this.peer.wire.closed).isEmpty();
		news.close(4001, "enough");
		assertThat(this.peer.wire.closed).containsExactly("4001 enough");
		this.peer.wire.end(4001);
		assertThat(this.events).containsExactly("Chat told of 1000 LOCAL", "handshake closed 4001 enough",
				"News told of 4001 enough LOCAL");
	}

	@Test
	void callsNothingOnceItHasLeft() {
		join();
		this.chat.close();
		this.chat.remote().wait("x").subscribe(null, (ex) -> this.events.add(ex.getClass().getSimpleName()));
		assertThat(this.events).containsExactly("ConnectionClosedException");
		assertThat(this.peer.wire.written).isEmpty();
	}

	@Test
	void leavesOnce() {
		DefaultSocketConnection<News> news = join();
		onClose(news);
		news.close();
		news.close(4001, "again");
		assertThat(this.events).containsExactly("News told of 1000 LOCAL");
		assertThat(this.members).containsExactly("chat");
	}

	@Test
	void endsWithSocket() {
		DefaultSocketConnection<News> news = join();
		onClose(this.chat, news);
		read(news);
		this.peer.wire.end(4002);
		assertThat(this.events).contains("Chat told of 4002 REMOTE", "News told of 4002 REMOTE",
				"ConnectionClosedException");
		assertThat(this.members).isEmpty();
		assertThat(news.isClosed()).isTrue();
		assertThat(this.chat.isClosed()).isTrue();
		news.close();
		assertThat(this.events).filteredOn((event) -> event.startsWith("News")).hasSize(1);
	}

	@Test
	void isClosedOnceSocketCloses() {
		DefaultSocketConnection<News> news = join();
		news.session().close(SocketCloseStatus.GOING_AWAY);
		assertThat(news.isOpen()).isFalse();
		assertThat(news.isClosed()).isTrue();
		assertThat(this.chat.isOpen()).isFalse();
	}

	// Draining

	@Test
	void drainsSocketOfItsOwn() {
		this.chat = this.peer.share(member("chat"));
		this.chat.remote().wait("x").subscribe();
		this.chat.drain();
		assertThat(this.chat.session().state().get()).isEqualTo(State.DRAINING);
		assertThat(this.chat.status().state()).isEqualTo(State.DRAINING);
		this.peer.wire.send("s:Chat.wait:1:{\"success\":true,\"type\":\"OK\",\"data\":\"x\"}");
		assertThat(this.peer.wire.closed).containsExactly("1000");
	}

	@Test
	void leavesAtOnceWithoutUnfinishedCalls() {
		DefaultSocketConnection<News> news = join();
		onClose(news);
		this.chat.remote().wait("x").subscribe();
		news.drain();
		assertThat(this.events).containsExactly("News told of 1000 LOCAL");
		assertThat(this.chat.status().pending()).isEqualTo(1);
		assertThat(this.chat.isOpen()).isTrue();
	}

	@Test
	void leavesOnceItsCallIsAnswered() {
		DefaultSocketConnection<News> news = join();
		onClose(news);
		read(news);
		news.drain();
		assertThat(news.status().state()).isEqualTo(State.DRAINING);
		assertThat(news.isOpen()).isFalse();
		assertThat(this.chat.status().state()).isEqualTo(State.OPEN);
		read(news);
		assertThat(this.events).containsExactly("ConnectionClosedException");
		this.time.advanceTimeBy(Duration.ofMillis(20));
		assertThat(this.events).hasSize(1);
		this.peer.wire.send("s:News.read:1:{\"success\":true,\"type\":\"OK\",\"data\":\"all\"}");
		assertThat(this.events).containsExactly("ConnectionClosedException", "read all");
		this.time.advanceTimeBy(Duration.ofMillis(10));
		assertThat(this.events).endsWith("News told of 1000 LOCAL").hasSize(3);
		assertThat(this.peer.wire.closed).isEmpty();
	}

	@Test
	void leavesOnceItHasAnswered() {
		DefaultSocketConnection<News> news = join();
		onClose(news);
		this.peer.wire.send("r:News.ask:~9:\"x\"");
		news.drain();
		this.time.advanceTimeBy(Duration.ofMillis(20));
		assertThat(this.events).isEmpty();
		this.peer.answer.tryEmitValue("done");
		assertThat(this.peer.wire.written)
			.containsExactly("s:News.ask:~9:{\"success\":true,\"type\":\"OK\",\"data\":\"done\"}");
		this.time.advanceTimeBy(Duration.ofMillis(10));
		assertThat(this.events).containsExactly("News told of 1000 LOCAL");
	}

	@Test
	void drainsOnce() {
		DefaultSocketConnection<News> news = join();
		this.peer.wire.send("r:News.ask:~9:\"x\"");
		news.drain();
		long tasks = this.time.getScheduledTaskCount();
		news.drain();
		assertThat(this.time.getScheduledTaskCount()).isEqualTo(tasks);
	}

	@Test
	void waitsForAnswerNoLongerThanRequestTimeout() {
		this.peer.options = ConnectionOptions.builder().requestTimeout(Duration.ofMillis(1)).build();
		DefaultSocketConnection<News> news = join();
		onClose(news);
		this.peer.wire.send("r:News.ask:~9:\"x\"");
		news.drain();
		await().untilAsserted(() -> {
			this.time.advanceTimeBy(Duration.ofMillis(10));
			assertThat(this.events).containsExactly("News told of 1000 LOCAL");
		});
		assertThat(this.chat.isOpen()).isTrue();
	}

	@Test
	void stopsWaitingOnceItHasLeft() {
		DefaultSocketConnection<News> news = join();
		this.peer.wire.send("r:News.ask:~9:\"x\"");
		news.drain();
		news.close();
		this.time.advanceTimeBy(Duration.ofMillis(10));
		long tasks = this.time.getScheduledTaskCount();
		this.time.advanceTimeBy(Duration.ofMillis(10));
		assertThat(this.time.getScheduledTaskCount()).isEqualTo(tasks);
	}

	@Test
	void leavesSocketToOthersThoughTornDownAfterwards() {
		DefaultSocketConnection<News> news = join();
		news.close();
		news.teardown().subscribe(null, null, () -> this.events.add("torn down"));
		assertThat(this.events).containsExactly("torn down");
		assertThat(this.chat.isOpen()).isTrue();
		assertThat(this.peer.wire.closed).isEmpty();
	}

	@Test
	void tearsDownOneOfTwo() {
		DefaultSocketConnection<News> news = join();
		Mono<Void> down = news.teardown();
		down.subscribe(null, null, () -> this.events.add("torn down"));
		assertThat(this.events).containsExactly("torn down");
		assertThat(this.peer.wire.closed).isEmpty();
	}

}
