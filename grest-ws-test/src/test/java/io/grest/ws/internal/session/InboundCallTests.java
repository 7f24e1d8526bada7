package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketContext;
import io.grest.ws.context.ContextKey;
import io.grest.ws.internal.session.TestApi.Client;
import io.grest.ws.internal.session.TestApi.Echo;
import io.grest.ws.internal.session.TestApi.FullException;
import io.grest.ws.internal.session.TestApi.Server;
import io.grest.ws.internal.session.TestApi.Text;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the peer calls: in order, within limits, answered once.
 */
class InboundCallTests {

	private static final String OK = "{\"success\":true,\"type\":\"OK\"";

	private final List<DropReason> drops = new CopyOnWriteArrayList<>();

	private final SocketMetrics metrics = (contract, path, side, errors) -> new SocketMetrics.OfContract() {

		@Override
		public void frameDropped(DropReason reason) {
			InboundCallTests.this.drops.add(reason);
		}

	};

	private RawPeer connect(Server server) {
		return connect(server, ConnectionOptions.DEFAULTS);
	}

	private RawPeer connect(Server server, ConnectionOptions options) {
		return RawPeer.of(server(server, options)).shakeHands();
	}

	private SocketServer<Server, Client> server(Server server, ConnectionOptions options) {
		return TestApi.server((connection) -> server).options(options).metrics(this.metrics).build();
	}

	@Test
	void aRequestIsAnsweredUnderItsId() {
		RawPeer peer = connect(new Echo());
		peer.send("r:Api.echo:x-1:{\"text\":\"hi\"}");
		peer.expect("s:Api.echo:x-1:" + OK + ",\"data\":{\"text\":\"hi\"}}");
	}

	@Test
	void aDeclaredErrorIsAnsweredWithItsData() {
		RawPeer peer = connect(new Echo() {
			@Override
			public Mono<Text> echo(Text text) {
				return Mono.error(new FullException(new FullException.Details(2)));
			}
		});
		peer.send("r:Api.echo:1:{\"text\":\"hi\"}");
		assertThat(peer.next()).startsWith(
				"s:Api.echo:1:{\"success\":false,\"type\":\"FULL\",\"data\":{\"capacity\":2},\"statusCode\":409,\"context\":{");
	}

	@Test
	void aMonoThatCompletesEmptyIsAnsweredWithoutData() {
		RawPeer peer = connect(new Echo() {
			@Override
			public Mono<Text> echo(Text text) {
				return Mono.<Text>empty().hide();
			}
		});
		peer.send("r:Api.echo:1:{\"text\":\"hi\"}");
		peer.expect("s:Api.echo:1:" + OK + "}");
	}

	@Test
	void aHandlerThatReturnsNullOrThrowsAnErrorHarmsItsOwnCallOnly() {
		AtomicInteger calls = new AtomicInteger();
		RawPeer peer = connect(new Echo() {
			@Override
			public Mono<Text> echo(Text text) {
				return switch (calls.incrementAndGet()) {
					case 1 -> throw new StackOverflowError();
					case 2 -> null;
					default -> Mono.just(text);
				};
			}
		});
		peer.send("r:Api.echo:1:{\"text\":\"a\"}");
		assertThat(peer.next()).startsWith("s:Api.echo:1:{\"success\":false,\"type\":\"SERVER_ERROR\"");
		peer.send("r:Api.echo:2:{\"text\":\"b\"}");
		assertThat(peer.next()).startsWith("s:Api.echo:2:{\"success\":false,\"type\":\"SERVER_ERROR\"");
		peer.send("r:Api.echo:3:{\"text\":\"c\"}");
		peer.expect("s:Api.echo:3:" + OK + ",\"data\":{\"text\":\"c\"}}");
	}

	@Test
	void aPublisherThatThrowsInsteadOfSignallingGivesItsPlaceBack() {
		AtomicInteger calls = new AtomicInteger();
		RawPeer peer = connect(new Echo() {
			@Override
			public Mono<Text> echo(Text text) {
				return (calls.incrementAndGet() > 2) ? Mono.just(text) : Mono.from((subscriber) -> {
					throw new IllegalStateException("no signal");
				});
			}
		}, ConnectionOptions.builder().maxInFlight(1).maxPending(1).build());
		for (int i = 1; i <= 2; i++) {
			peer.send("r:Api.echo:" + i + ":{\"text\":\"a\"}");
			assertThat(peer.next()).startsWith("s:Api.echo:" + i + ":{\"success\":false,\"type\":\"SERVER_ERROR\"");
		}
		peer.send("r:Api.echo:3:{\"text\":\"c\"}");
		peer.expect("s:Api.echo:3:" + OK + ",\"data\":{\"text\":\"c\"}}");
	}

	@Test
	void anErrorOfAListenerReachesNobodyElse() {
		RawPeer peer = RawPeer.of(TestApi.server((connection) -> {
			connection.onError((ex) -> {
				throw new IllegalStateException("listener");
			});
			return new Echo() {
				@Override
				public Mono<Text> echo(Text text) {
					throw new IllegalArgumentException("secret");
				}
			};
		}).build()).shakeHands();
		peer.send("r:Api.echo:1:{\"text\":\"a\"}");
		assertThat(peer.next()).startsWith("s:Api.echo:1:{\"success\":false,\"type\":\"SERVER_ERROR\"")
			.doesNotContain("secret");
	}

	@Test
	void readingPausesAtTheLimitOfUnfinishedCallsAndNothingIsDropped() {
		List<Sinks.One<Text>> unfinished = new ArrayList<>();
		RawPeer peer = connect(new Echo() {
			@Override
			public Mono<Text> echo(Text text) {
				Sinks.One<Text> answer = Sinks.one();
				unfinished.add(answer);
				return answer.asMono();
			}
		}, ConnectionOptions.builder().maxInFlight(3).maxPending(10).build());
		for (int i = 1; i <= 10; i++) {
			peer.send("r:Api.echo:" + i + ":{\"text\":\"" + i + "\"}");
		}
		assertThat(unfinished).hasSize(3);
		unfinished.get(1).tryEmitValue(new Text("2"));
		peer.expect("s:Api.echo:2:" + OK + ",\"data\":{\"text\":\"2\"}}");
		assertThat(unfinished).hasSize(4);
		for (int i = 0; i < 10; i++) {
			unfinished.get(i).tryEmitValue(new Text("x"));
		}
		assertThat(peer.receivedSoFar()).isEqualTo(9);
		assertThat(this.drops).isEmpty();
	}

	@Test
	void handlersThatAllAskTheClientBackDoNotDeadlock() {
		int limit = 256;
		RawPeer peer = RawPeer.of(TestApi.server((connection) -> new Echo() {
			@Override
			public Mono<Text> echo(Text text) {
				return connection.remote().areYouThere().map((there) -> new Text(text.text() + there));
			}
		}).metrics(this.metrics).build()).shakeHands();
		for (int i = 1; i <= limit; i++) {
			peer.send("r:Api.echo:" + i + ":{\"text\":\"\"}");
		}
		for (int i = 1; i <= limit; i++) {
			peer.expect("r:Api.areYouThere:" + i + ":");
		}
		peer.send("r:Api.echo:over:{\"text\":\"\"}");
		assertThat(peer.next()).startsWith(
				"s:Api.echo:over:{\"success\":false,\"type\":\"TOO_MANY_REQUESTS\",\"statusCode\":429,\"context\":{");
		peer.send("m:Api.tell::{\"text\":\"over\"}");
		assertThat(this.drops).containsExactly(DropReason.OVER_LIMIT);
		for (int i = 1; i <= limit; i++) {
			peer.send("s:Api.areYouThere:" + i + ":{\"success\":true,\"type\":\"OK\",\"data\":true}");
			peer.expect("s:Api.echo:" + i + ":" + OK + ",\"data\":{\"text\":\"true\"}}");
		}
	}

	@Test
	void askingTheClientAfterReadingPausedLetsTheAnswerIn() {
		Sinks.Empty<Void> go = Sinks.empty();
		RawPeer peer = RawPeer.of(TestApi.server((connection) -> new Echo() {
			@Override
			public Mono<Text> echo(Text text) {
				return go.asMono().then(connection.remote().areYouThere()).map((there) -> new Text("" + there));
			}
		}).options(ConnectionOptions.builder().maxInFlight(1).maxPending(10).build()).build()).shakeHands();
		peer.send("r:Api.echo:1:{\"text\":\"\"}");
		peer.send("s:Api.areYouThere:1:{\"success\":true,\"type\":\"OK\",\"data\":true}");
		go.tryEmitEmpty();
		peer.expect("r:Api.areYouThere:1:");
		peer.expect("s:Api.echo:1:" + OK + ",\"data\":{\"text\":\"true\"}}");
	}

	@Test
	void answersAreNeverDroppedAndReadingPausesUntilTheyDrain() {
		AtomicInteger handled = new AtomicInteger();
		Echo echo = new Echo() {
			@Override
			public Mono<Text> echo(Text text) {
				handled.incrementAndGet();
				return super.echo(text);
			}
		};
		ConnectionOptions options = ConnectionOptions.builder()
			.outboundFrames(4)
			.outboundSize(ConnectionOptions.DEFAULTS.outboundSize())
			.build();
		RawPeer peer = RawPeer.of(server(echo, options), 1).shakeHands();
		for (int i = 1; i <= 100; i++) {
			peer.send("r:Api.echo:" + i + ":{\"text\":\"" + i + "\"}");
		}
		assertThat(handled).hasValue(4);
		for (int i = 1; i <= 100; i++) {
			peer.read(1);
			peer.expect("s:Api.echo:" + i + ":" + OK + ",\"data\":{\"text\":\"" + i + "\"}}");
		}
		assertThat(handled).hasValue(100);
		assertThat(this.drops).isEmpty();
	}

	@Test
	void contextIsReadFromSynchronousCodeAndFromTheChain() {
		ContextKey<String> key = ContextKey.of("key", String.class);
		AtomicReference<String> path = new AtomicReference<>();
		RawPeer peer = RawPeer.of(TestApi.server((connection) -> {
			connection.set(key, "value");
			assertThat(key.get()).isEqualTo("value");
			assertThat(SocketContext.MESSAGE.find()).isEmpty();
			return new Echo() {
				@Override
				public Mono<Text> echo(Text text) {
					path.set(SocketContext.MESSAGE.get().path());
					assertThat(SocketContext.CONNECTION.get()).isSameAs(connection);
					String now = key.get();
					return Mono.delay(Duration.ofMillis(1))
						.then(key.mono())
						.zipWith(SocketContext.MESSAGE.mono())
						.map((both) -> new Text(now + both.getT1() + both.getT2().path()));
				}
			};
		}).build()).shakeHands();
		peer.send("r:Api.echo:1:{\"text\":\"\"}");
		peer.expect("s:Api.echo:1:" + OK + ",\"data\":{\"text\":\"valuevalueApi.echo\"}}");
		assertThat(path).hasValue("Api.echo");
		assertThat(key.find()).isEmpty();
	}

	@Test
	void aClosedConnectionStopsHandlersOfRequestsAndLetsThoseOfMessagesRunOn() {
		Sinks.Empty<Void> never = Sinks.empty();
		AtomicInteger cancelled = new AtomicInteger();
		AtomicInteger told = new AtomicInteger();
		RawPeer peer = connect(new Echo() {
			@Override
			public Mono<Text> echo(Text text) {
				return never.asMono().doOnCancel(cancelled::incrementAndGet).thenReturn(text);
			}

			@Override
			public Mono<Void> tellLater(Text text) {
				return never.asMono().doOnSuccess((done) -> told.incrementAndGet());
			}
		});
		peer.send("r:Api.echo:1:{\"text\":\"\"}");
		peer.send("m:Api.tellLater::{\"text\":\"\"}");
		peer.close();
		assertThat(cancelled).hasValue(1);
		never.tryEmitEmpty();
		assertThat(told).hasValue(1);
		assertThat(peer.serverHasEnded()).isTrue();
	}

	@Test
	void whatIsNoFrameIsDroppedAndCountedByKind() {
		RawPeer peer = connect(new Echo());
		peer.send("hello");
		peer.send("k:::null");
		peer.send("m:Api.nope::{}");
		peer.send("m:Api.tell::[1]");
		peer.send("s:Api.areYouThere:7:{}");
		assertThat(this.drops).containsExactly(DropReason.MALFORMED, DropReason.UNEXPECTED, DropReason.UNKNOWN_PATH,
				DropReason.INVALID_PAYLOAD, DropReason.UNKNOWN_ID);
		peer.expectNothingMore();
	}

	@Test
	void aRegisteredHandlerReplacesThatOfTheContract() {
		List<String> told = new ArrayList<>();
		RawPeer peer = RawPeer.of(TestApi.server((connection) -> {
			connection.registerHandler("Api.tell", Text.class, (text) -> told.add(text.text()));
			connection.registerHandler("Api.extra", Void.class, String.class, (nothing) -> Mono.just("more"));
			return new Echo();
		}).build()).shakeHands();
		peer.send("m:Api.tell::{\"text\":\"a\"}");
		assertThat(told).containsExactly("a");
		peer.send("r:Api.extra:1:");
		peer.expect("s:Api.extra:1:" + OK + ",\"data\":\"more\"}");
	}

	@Test
	void aRegisteredHandlerMayFailWithTheErrorsOfTheMethodThatItReplaces() {
		RawPeer peer = RawPeer.of(TestApi.server((connection) -> {
			connection.registerHandler("Api.echo", Text.class, Text.class,
					(text) -> Mono.error(new FullException(new FullException.Details(3))));
			return new Echo();
		}).build()).shakeHands();
		peer.send("r:Api.echo:1:{\"text\":\"a\"}");
		assertThat(peer.next())
			.startsWith("s:Api.echo:1:{\"success\":false,\"type\":\"FULL\",\"data\":{\"capacity\":3}");
	}

}
