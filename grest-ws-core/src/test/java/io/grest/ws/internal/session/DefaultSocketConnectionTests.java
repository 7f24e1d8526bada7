package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.connection.SocketContext;
import io.grest.ws.context.ContextScope;
import io.grest.ws.internal.call.HandlerErrors;
import io.grest.ws.internal.call.HandlerSettings;
import io.grest.ws.internal.session.PeerFixture.Chatter;
import io.grest.ws.internal.session.PeerFixture.Reader;
import io.grest.ws.internal.wire.Extensions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DefaultSocketConnection}, on a server whose client is the test.
 */
class DefaultSocketConnectionTests {

	private static final String OK = "{\"success\":true,\"type\":\"OK\",\"data\":";

	private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();

	private final PeerFixture peer = new PeerFixture();

	private final List<String> events = this.peer.events;

	@AfterEach
	void resetTime() {
		VirtualTimeScheduler.reset();
	}

	// Contracts

	@Test
	void servesContractsInTheirOrder() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT, PeerFixture.NEWS);
		assertThat(chat.contracts()).isEqualTo(List.of(PeerFixture.CHAT, PeerFixture.NEWS));
		DefaultSocketConnection<?> news = (DefaultSocketConnection<?>) chat.as(Reader.class).orElseThrow();
		assertThat(news.contract()).isSameAs(PeerFixture.NEWS);
		assertThat(news.contracts()).isEqualTo(chat.contracts());
		assertThat(news.as(Chatter.class)).containsSame(chat);
		assertThat(news.views()).hasSize(2);
		assertThat(chat.as(String.class)).isEmpty();
		assertThat(news.id()).isEqualTo(chat.id());
	}

	@Test
	void servesSingleContract() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		assertThat(chat.contracts()).isEqualTo(List.of(PeerFixture.CHAT));
		assertThat(chat.as(Chatter.class)).containsSame(chat);
		assertThat(chat.as(Reader.class)).isEmpty();
	}

	@Test
	void answersCallsOfEachContract() {
		this.peer.open(PeerFixture.CHAT, PeerFixture.NEWS);
		this.peer.answer.tryEmitValue("done");
		this.peer.wire.send("r:News.read:1:\"today\"");
		this.peer.wire.send("r:Chat.wait:2:\"x\"");
		assertThat(this.peer.wire.written).containsExactly("s:News.read:1:" + OK + "\"news of today\"}",
				"s:Chat.wait:2:" + OK + "\"done\"}");
	}

	@Test
	void callsOtherSideOfEachContract() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT, PeerFixture.NEWS);
		chat.remote().said("hi");
		chat.as(Reader.class).orElseThrow().remote().headline("new");
		assertThat(this.peer.wire.written).containsExactly("m:Chat.said::\"hi\"", "m:News.headline::\"new\"");
	}

	@Test
	void sendsTracesForEachContractOnceAgreed() {
		this.peer.observer = new TracingObserver();
		this.peer.agreed = Extensions.TRACING;
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT, PeerFixture.NEWS);
		chat.remote().said("hi");
		chat.as(Reader.class).orElseThrow().remote().headline("new");
		assertThat(this.peer.wire.takeWritten()).containsExactly("m:Chat.said:;tp=00-1-2-01:\"hi\"",
				"m:News.headline:;tp=00-1-2-01:\"new\"");
		this.peer.control().agree(Extensions.NONE);
		chat.remote().said("ho");
		assertThat(this.peer.wire.written).containsExactly("m:Chat.said::\"ho\"");
	}

	@Test
	void runsCodeWithConnectionOfItsContract() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT, PeerFixture.NEWS);
		DefaultSocketConnection<?> news = (DefaultSocketConnection<?>) chat.as(Reader.class).orElseThrow();
		List<Object> scopes = new ArrayList<>();
		news.inContext(null, () -> scopes.add(ContextScope.current()));
		chat.inContext(null, () -> scopes.add(ContextScope.current()));
		assertThat(scopes).containsExactly(news, chat);
		assertThat(news.context().<Object>get(ContextScope.class)).isSameAs(news);
		assertThat(chat.context().<Object>get(ContextScope.class)).isSameAs(chat);
		assertThat(news.connection()).isSameAs(news);
		assertThat(news.get(SocketContext.CONNECTION)).isSameAs(news);
	}

	// Calls

	@Test
	void callsOtherSideByItsInterface() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		Chatter remote = chat.remote();
		assertThat(remote).isSameAs(chat.remote()).hasToString("Chatter of " + chat);
		remote.rate("tea").subscribe((rate) -> this.events.add("rated " + rate));
		assertThat(this.peer.wire.takeWritten()).containsExactly("r:Chat.rate:~1;dl=30000:\"tea\"");
		this.peer.wire.send("s:Chat.rate:~1:" + OK + "4}");
		assertThat(this.events).containsExactly("rated 4");
	}

	@Test
	void callsMethodThatFunctionNamesOnEachSubscription() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		Mono<Integer> age = chat.call(Chatter::age);
		assertThat(this.peer.wire.written).isEmpty();
		age.subscribe((years) -> this.events.add("is " + years));
		age.subscribe();
		assertThat(this.peer.wire.takeWritten()).containsExactly("r:Chat.age:~1;dl=30000:", "r:Chat.age:~2;dl=30000:");
		this.peer.wire.send("s:Chat.age:~1:" + OK + "7}");
		assertThat(this.events).containsExactly("is 7");
	}

	@Test
	void callsMethodWhateverItReturns() throws Exception {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		ConnectionAccess.call(chat, Chatter.class.getMethod("said", String.class), "hi");
		ConnectionAccess.mono(chat, Chatter.class.getMethod("age"), null)
			.subscribe((years) -> this.events.add("is " + years));
		ConnectionAccess.flux(chat, Chatter.class.getMethod("type", String.class), "x")
			.subscribe((letter) -> this.events.add("letter " + letter));
		assertThat(this.peer.wire.takeWritten()).containsExactly("m:Chat.said::\"hi\"", "r:Chat.age:~1;dl=30000:",
				"r:Chat.type:~2;cr=256:\"x\"");
		this.peer.wire.send("s:Chat.age:~1:" + OK + "7}");
		this.peer.wire.send("n::~2:\"a\"");
		assertThat(this.events).containsExactly("is 7", "letter a");
	}

	@Test
	void callsByPath() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		chat.send("Other.tell", "hi");
		chat.request("Other.count", 1, Integer.class).subscribe((count) -> this.events.add("count " + count));
		chat.stream("Other.list", 2, String.class).subscribe((item) -> this.events.add("item " + item));
		assertThat(this.peer.wire.takeWritten()).containsExactly("m:Other.tell::\"hi\"", "r:Other.count:~1;dl=30000:1",
				"r:Other.list:~2;cr=256:2");
		this.peer.wire.send("s:Other.count:~1:" + OK + "3}");
		this.peer.wire.send("n::~2:\"a\"");
		assertThat(this.events).containsExactly("count 3", "item a");
	}

	@Test
	void sendsStreamByPath() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		chat.stream("Other.add", 2, Flux.just(5, 6), Integer.class).subscribe((sum) -> this.events.add("sum " + sum));
		assertThat(this.peer.wire.takeWritten()).singleElement().asString().startsWith("r:Other.add:~1").endsWith(":2");
		this.peer.wire.send("q::~1:2");
		assertThat(this.peer.wire.takeWritten()).startsWith("n::~1:5", "n::~1:6");
		this.peer.wire.send("n::~1:11");
		assertThat(this.events).containsExactly("sum 11");
	}

	@Test
	void handlesCallsByPath() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		chat.registerHandler("Other.tell", String.class, (text) -> this.events.add("told " + text));
		chat.registerHandler("Other.twice", Integer.class, Integer.class, (number) -> Mono.just(2 * number));
		chat.registerStreamHandler("Other.upTo", Integer.class, Integer.class, (number) -> Flux.range(1, number));
		this.peer.wire.send("m:Other.tell::\"hi\"");
		this.peer.wire.send("r:Other.twice:1:21");
		this.peer.wire.send("r:Other.upTo:2;cr=9:2");
		this.time.advanceTime();
		assertThat(this.events).containsExactly("told hi");
		assertThat(this.peer.wire.written).contains("s:Other.twice:1:" + OK + "42}", "n::2:1", "n::2:2");
	}

	@Test
	void limitsTimeOfCallToRequestTimeout() {
		this.peer.options = ConnectionOptions.builder().requestTimeout(Duration.ofSeconds(7)).build();
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		assertThat(ConnectionAccess.timeLimit(chat, Context.empty())).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void handlesMessageUntilItsMethodHasReturned() {
		List<Runnable> tasks = new ArrayList<>();
		this.peer.handlers = new HandlerSettings(tasks::add, new HandlerErrors(List.of()), null);
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		assertThat(ConnectionAccess.handlesMessages(chat)).isFalse();
		this.peer.wire.send("m:Chat.say::\"hi\"");
		assertThat(ConnectionAccess.handlesMessages(chat)).isTrue();
		tasks.forEach(Runnable::run);
		assertThat(this.events).containsExactly("say hi");
		assertThat(ConnectionAccess.handlesMessages(chat)).isFalse();
	}

	// Errors

	@Test
	void tellsEachListenerOfError() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		chat.raise(new IllegalStateException("nobody listens"));
		chat.onError((ex) -> {
			throw new IllegalArgumentException("a listener that fails");
		});
		chat.onError((ex) -> this.events.add("first " + ex.getMessage()));
		chat.onError((ex) -> this.events.add("second " + ex.getMessage()));
		chat.raise(new IllegalStateException("lost"));
		assertThat(this.events).containsExactly("first lost", "second lost");
	}

	@Test
	void warnsOfMalformedFrameInDialectWithoutVersions() {
		try (ConnectionLines lines = new ConnectionLines()) {
			this.peer.begin(PeerFixture.POST);
			this.peer.control().open(null, null);
			this.peer.wire.send("?");
			assertThat(lines.of(this.peer.connection())).singleElement()
				.asString()
				.startsWith("WARN")
				.contains("1 bytes");
		}
	}

	@Test
	void doesNotWarnOfMalformedFrameThatMayBeOfLaterVersion() {
		try (ConnectionLines lines = new ConnectionLines()) {
			DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
			this.peer.wire.send("?");
			assertThat(lines.of(chat)).filteredOn((line) -> line.startsWith("WARN")).isEmpty();
		}
	}

	// The end

	@Test
	void closesNormally() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		chat.onClose((reason) -> this.events.add("closed " + reason.status()));
		chat.close();
		assertThat(this.peer.wire.closed).containsExactly("1000");
		assertThat(chat.status().state()).isEqualTo(State.CLOSED);
		assertThat(this.peer.ended).isFalse();
		this.peer.wire.end(1000);
		assertThat(this.peer.ended).isTrue();
		assertThat(this.events).containsExactly("handshake closed 1000", "closed 1000");
	}

	@Test
	void closesWithCodeOfApplication() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		assertThatIllegalArgumentException().isThrownBy(() -> chat.close(1006, "no"));
		assertThat(this.peer.wire.closed).isEmpty();
		chat.close(4001, "bye");
		assertThat(this.peer.wire.closed).containsExactly("4001 bye");
	}

	@Test
	void endsOnceUnfinishedCallIsAnswered() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		this.peer.wire.send("r:Chat.wait:1:\"x\"");
		chat.teardown().subscribe(null, null, () -> this.events.add("torn down"));
		assertThat(chat.status().state()).isEqualTo(State.DRAINING);
		assertThat(this.peer.wire.closed).isEmpty();
		this.peer.answer.tryEmitValue("done");
		assertThat(this.peer.wire.closed).containsExactly("1000");
		assertThat(this.events).isEmpty();
		this.peer.wire.end(1000);
		assertThat(this.events).containsExactly("handshake closed 1000", "torn down");
	}

	@Test
	void refusesCallsOfPeer() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		ConnectionAccess.refuseCalls(chat);
		this.peer.wire.send("r:Chat.wait:1:\"x\"");
		assertThat(this.peer.wire.written).singleElement().asString().contains("\"success\":false");
		assertThat(chat.status().inFlight()).isZero();
	}

	@Test
	void goesAwayAfterATime() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		ConnectionAccess.goAway(chat, Duration.ofSeconds(3));
		this.time.advanceTimeBy(Duration.ofMillis(2999));
		assertThat(this.peer.wire.closed).isEmpty();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.peer.wire.closed).containsExactly("1001 Going away");
	}

	@Test
	void goesAwayAtOnceAndCutsPeerThatDoesNotReact() {
		DefaultSocketConnection<Chatter> chat = this.peer.open(PeerFixture.CHAT);
		this.peer.wire.send("r:Chat.wait:1:\"x\"");
		ConnectionAccess.goAwayNow(chat, Duration.ofMillis(300));
		assertThat(this.peer.wire.closed).containsExactly("1001 Going away");
		this.time.advanceTimeBy(Duration.ofMillis(300));
		assertThat(this.peer.wire.closed).containsExactly("1001 Going away", "cut");
	}

}
