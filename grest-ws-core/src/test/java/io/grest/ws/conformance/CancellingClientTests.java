package io.grest.ws.conformance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.RequestTimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client of this library that wants no more of its calls, before a raw server: what it
 * sends then, and that what arrives late is dropped.
 */
@Timeout(60)
class CancellingClientTests {

	private static final Duration TIMEOUT = RawPeer.TIMEOUT;

	private static final String OK = "{\"success\":true,\"type\":\"OK\"";

	private final RawServer server = new RawServer();

	private SocketPool pool;

	private SocketConnection<StreamApi.Server> connection;

	private RawPeer peer;

	private void connect(Duration requestTimeout) {
		this.pool = SocketPool.builder()
			.options(ConnectionOptions.builder().requestTimeout(requestTimeout).build())
			.build();
		Mono<SocketConnection<StreamApi.Server>> connecting = this.pool.getOrConnect(
				SocketRequest.to(StreamApi.CONTRACT).url(this.server.uri().toString()).handler(new NoTicks()));
		CompletableFuture<SocketConnection<StreamApi.Server>> connected = connecting.toFuture();
		this.peer = this.server.accept();
		expect(Handshakes.of(StreamApi.CONTRACT, "contract,limits,streams", 65_536));
		this.peer.send("k:::{\"extensions\":[\"streams\"]}");
		this.connection = connected.join();
	}

	@AfterEach
	void stop() {
		assertThat(this.connection.status().pending()).isZero();
		answersNextCall();
		this.pool.closeAll(false).block(TIMEOUT);
		this.server.close();
	}

	private void answersNextCall() {
		CompletableFuture<StreamApi.Millis> name = remote().slow(new StreamApi.Slow(1, "last")).toFuture();
		String call = this.peer.next().text();
		String id = RawFrame.split(call).bareId();
		this.peer.send("s:StreamApi.slow:" + id + ":" + OK + ",\"data\":{\"millis\":7}}");
		assertThat(name).succeedsWithin(TIMEOUT).isEqualTo(new StreamApi.Millis(7));
	}

	private StreamApi.Server remote() {
		return this.connection.remote();
	}

	private void expect(String frame) {
		assertThat(this.peer.next()).hasToString(frame);
	}

	// What arrives for a call that is over.
	private void late() {
		this.peer.send("n::1:1");
		this.peer.send("q::1:1");
		this.peer.send("s:StreamApi.slow:1:" + OK + ",\"data\":{\"millis\":1}}");
		this.peer.send("z::1:");
	}

	@Test
	void cancelsCallThatIsDisposed() {
		connect(Duration.ofSeconds(30));
		Disposable call = remote().slow(new StreamApi.Slow(1, "a")).subscribe();
		expect("r:StreamApi.slow:1;dl=30000:{\"millis\":1,\"key\":\"a\"}");
		call.dispose();
		expect("z::1:");
		late();
	}

	@Test
	void cancelsCallWhoseCallerHasTimedOut() {
		connect(Duration.ofSeconds(30));
		StepVerifier.create(remote().slow(new StreamApi.Slow(1, "a")).timeout(Duration.ofMillis(50), Mono.empty()))
			.expectComplete()
			.verify(TIMEOUT);
		expect("r:StreamApi.slow:1;dl=30000:{\"millis\":1,\"key\":\"a\"}");
		expect("z::1:");
		late();
	}

	@Test
	void cancelsCallAtRequestTimeout() {
		connect(Duration.ofMillis(300));
		StepVerifier.create(remote().slow(new StreamApi.Slow(1, "a")))
			.expectError(RequestTimeoutException.class)
			.verify(TIMEOUT);
		expect("r:StreamApi.slow:1;dl=300:{\"millis\":1,\"key\":\"a\"}");
		expect("z::1:");
		late();
	}

	@Test
	void cancelsStreamBeforeFirstItem() {
		connect(Duration.ofSeconds(30));
		Disposable call = remote().never(new StreamApi.Key("a")).subscribe();
		expect("r:StreamApi.never:1;cr=256:{\"key\":\"a\"}");
		call.dispose();
		expect("z::1:");
		late();
	}

	@Test
	void cancelsStreamOnceItHasEnoughItems() {
		connect(Duration.ofSeconds(30));
		CompletableFuture<List<Integer>> first = remote().forever(new StreamApi.Key("a"))
			.take(2)
			.collectList()
			.toFuture();
		expect("r:StreamApi.forever:1;cr=2:{\"key\":\"a\"}");
		this.peer.send("n::1:1");
		this.peer.send("n::1:2");
		expect("z::1:");
		assertThat(first).succeedsWithin(TIMEOUT).isEqualTo(List.of(1, 2));
		late();
	}

	@Test
	void sendsNothingForStreamThatNobodyAsksFor() {
		connect(Duration.ofSeconds(30));
		BaseSubscriber<Integer> nobody = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				// It does not ask.
			}

		};
		remote().forever(new StreamApi.Key("a")).subscribe(nobody);
		nobody.cancel();
	}

	@Test
	void cancelsInputWithItsCall() {
		connect(Duration.ofSeconds(30));
		TestPublisher<Integer> numbers = TestPublisher.create();
		Disposable call = remote().sum(numbers.flux()).subscribe();
		expect("r:StreamApi.sum:1;in=1:");
		this.peer.send("q::1:5");
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> numbers.assertMinRequested(5));
		numbers.next(3);
		expect("n::1:3");
		call.dispose();
		expect("z::1:");
		numbers.assertCancelled();
		late();
	}

	@Test
	void endsInputWithAnswerOfItsCall() {
		connect(Duration.ofSeconds(30));
		TestPublisher<Integer> numbers = TestPublisher.create();
		CompletableFuture<Integer> call = remote().sum(numbers.flux()).toFuture();
		expect("r:StreamApi.sum:1;in=1:");
		this.peer.send("s:StreamApi.sum:1:" + OK + ",\"data\":7}");
		assertThat(call).succeedsWithin(TIMEOUT).isEqualTo(7);
		numbers.assertCancelled();
		late();
	}

	@Test
	void endsInputThatIsCancelledAndWaitsForAnswer() {
		connect(Duration.ofSeconds(30));
		TestPublisher<Integer> numbers = TestPublisher.create();
		CompletableFuture<Integer> call = remote().take(numbers.flux()).toFuture();
		expect("r:StreamApi.take:1;in=1:");
		this.peer.send("q::1:1");
		this.peer.send("z::1:");
		Awaitility.await().atMost(TIMEOUT).untilAsserted(numbers::assertCancelled);
		assertThat(call).isNotDone();
		this.peer.send("s:StreamApi.take:1:" + OK + ",\"data\":7}");
		assertThat(call).succeedsWithin(TIMEOUT).isEqualTo(7);
	}

	private static final class NoTicks implements StreamApi.Client {

		@Override
		public Flux<Integer> ticks(StreamApi.Ticks request) {
			return Flux.empty();
		}

		@Override
		public Mono<String> name() {
			return Mono.just("name");
		}

	}

}
