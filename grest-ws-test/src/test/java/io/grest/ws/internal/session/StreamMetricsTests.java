package io.grest.ws.internal.session;

import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.session.StreamApi.Client;
import io.grest.ws.internal.session.StreamApi.Server;
import io.grest.ws.internal.session.StreamApi.Symbol;
import io.grest.ws.server.SocketServer;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.grest.ws.micrometer.MicrometerObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a stream is counted as, and that it is one observation.
 */
class StreamMetricsTests {

	private final Meters meters = new Meters();

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();

	private final TestPublisher<Integer> prices = TestPublisher.create();

	private final RawPeer peer = RawPeer.of(SocketServer.ofReactive(StreamApi.CONTRACT, (connection) -> {
		this.connection.set(connection);
		return Mono.<Server>just(new Answering());
	}).metrics(this.meters.metrics()).observer(new MicrometerObserver(this.observations)).build());

	StreamMetricsTests() {
		this.peer.send("h:::{\"grest-ws-extensions\":\"streams\"}");
		this.peer.expect("k:::{\"extensions\":[\"streams\"]}");
	}

	@AfterEach
	void nothingIsOpenOnceTheConnectionHasClosed() {
		this.peer.drop();
		this.connection.get().closed().block(RawPeer.TIMEOUT);
		assertThat(this.meters.gauge("streams.active", "watch")).isZero();
		assertThat(this.meters.gauge("streams.active", "upload")).isZero();
		assertThat(this.meters.gauge("out.streams.active", "follow")).isZero();
	}

	// Of the peer

	@Test
	void countsItemsOfAnAnswer() {
		watch();
		assertThat(this.meters.gauge("streams.active", "watch")).isOne();
		this.prices.next(7).next(8);
		this.peer.expect("n::1:7");
		this.peer.expect("n::1:8");
		awaitItems("stream.items", "watch", 2);
		assertThat(this.meters.timed("stream.first.item.duration", "watch")).isOne();
		this.prices.complete();
		this.peer.expect("s:StreamApi.watch:1:{\"success\":true,\"type\":\"OK\"}");
		assertThat(this.meters.gauge("streams.active", "watch")).isZero();
		assertThat(this.meters.requests("watch", "OK")).isOne();
		assertThat(this.meters.total("stream.cancels")).isZero();
	}

	@Test
	void countsItemsOfAnInput() {
		this.peer.send("r:StreamApi.upload:1;in=1:");
		this.peer.expect("q::1:32");
		this.peer.send("n::1:3");
		this.peer.send("n::1:4");
		this.peer.send("n::1;e=1:");
		this.peer.expect("s:StreamApi.upload:1:{\"success\":true,\"type\":\"OK\",\"data\":7}");
		assertThat(this.meters.count("stream.items", "method", "upload", "direction", "in")).isEqualTo(2);
		assertThat(this.meters.requests("upload", "OK")).isOne();
	}

	@Test
	void countsACancelOfTheCaller() {
		watch();
		this.peer.send("z::1:");
		assertThat(this.peer.next()).contains("CANCELLED");
		this.prices.assertCancelled();
		assertThat(this.meters.count("stream.cancels", "method", "watch", "by", "CALLER")).isOne();
		assertThat(this.meters.requests("watch", "CANCELLED")).isOne();
		assertThat(this.meters.gauge("streams.active", "watch")).isZero();
	}

	@Test
	void countsACancelOfTheDeadline() {
		this.peer.send("r:StreamApi.watch:1;cr=2;dl=1:{\"symbol\":\"ACME\"}");
		assertThat(this.peer.next()).contains("DEADLINE_EXCEEDED");
		// Counted by the thread of the timer, after the answer.
		await().untilAsserted(
				() -> assertThat(this.meters.count("stream.cancels", "method", "watch", "by", "DEADLINE")).isOne());
		assertThat(this.meters.requests("watch", "DEADLINE_EXCEEDED")).isOne();
	}

	@Test
	void countsACancelOfTheConnection() {
		watch();
		this.peer.close();
		this.connection.get().closed().block(RawPeer.TIMEOUT);
		assertThat(this.meters.count("stream.cancels", "method", "watch", "by", "CONNECTION")).isOne();
		assertThat(this.meters.requests("watch", "CANCELLED")).isOne();
	}

	// Of this side

	@Test
	void countsItemsThatThePeerSends() {
		Disposable subscription = client().follow().onErrorComplete().subscribe();
		this.peer.expect("r:StreamApi.follow:~1;cr=256:");
		assertThat(this.meters.gauge("out.streams.active", "follow")).isOne();
		this.peer.send("n::~1:7");
		assertThat(this.meters.count("out.stream.items", "method", "follow", "direction", "in")).isOne();
		assertThat(this.meters.timed("out.stream.first.item.duration", "follow")).isOne();
		subscription.dispose();
		this.peer.expect("z::~1:");
		assertThat(this.meters.gauge("out.streams.active", "follow")).isZero();
		assertThat(this.meters.count("out.stream.cancels", "method", "follow", "by", "CALLER")).isOne();
	}

	@Test
	void countsItemsThatThisSideSends() {
		client().take(Flux.just(1, 2)).onErrorComplete().subscribe();
		this.peer.expect("r:StreamApi.take:~1;in=1:");
		this.peer.send("q::~1:2");
		this.peer.expect("n::~1:1");
		this.peer.expect("n::~1:2");
		this.peer.expect("n::~1;e=1:");
		this.peer.send("s:StreamApi.take:~1:{\"success\":true,\"type\":\"OK\",\"data\":3}");
		awaitItems("out.stream.items", "take", 2);
		assertThat(this.meters.outRequests("take", "OK")).isOne();
	}

	@Test
	void countsAStreamThatTheConnectionEnds() {
		client().follow().onErrorComplete().subscribe();
		this.peer.expect("r:StreamApi.follow:~1;cr=256:");
		this.peer.drop();
		this.connection.get().closed().block(RawPeer.TIMEOUT);
		assertThat(this.meters.count("out.stream.cancels", "method", "follow", "by", "CONNECTION")).isOne();
		assertThat(this.meters.outRequests("follow", "CLOSED")).isOne();
	}

	// Observations

	@Test
	void observesAStreamOnce() {
		watch();
		this.prices.next(7).next(8);
		this.peer.expect("n::1:7");
		this.peer.expect("n::1:8");
		assertThat(this.observations).hasNumberOfObservationsWithNameEqualTo("grest.ws.inbound.call", 1);
		assertThat(this.observations).hasObservationWithNameEqualTo("grest.ws.inbound.call").that().isNotStopped();
		this.prices.complete();
		this.peer.expect("s:StreamApi.watch:1:{\"success\":true,\"type\":\"OK\"}");
		assertThat(this.observations).hasNumberOfObservationsWithNameEqualTo("grest.ws.inbound.call", 1);
		ended("inbound", "OK");
	}

	@Test
	void endsTheObservationOfACancelledStream() {
		watch();
		this.peer.send("z::1:");
		assertThat(this.peer.next()).contains("CANCELLED");
		ended("inbound", "CANCELLED");
	}

	@Test
	void observesAStreamOfThePeerOnce() {
		Disposable subscription = client().follow().onErrorComplete().subscribe();
		this.peer.expect("r:StreamApi.follow:~1;cr=256:");
		this.peer.send("n::~1:7");
		this.peer.send("n::~1:8");
		assertThat(this.observations).hasNumberOfObservationsWithNameEqualTo("grest.ws.outbound.call", 1);
		assertThat(this.observations).hasObservationWithNameEqualTo("grest.ws.outbound.call").that().isNotStopped();
		subscription.dispose();
		ended("outbound", "CANCELLED");
	}

	private void ended(String direction, String result) {
		assertThat(this.observations).hasObservationWithNameEqualTo("grest.ws." + direction + ".call")
			.that()
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("kind", "stream")
			.hasLowCardinalityKeyValue("result", result);
	}

	// Status

	@Test
	void streamsArePartOfTheStatus() {
		watch();
		client().take(Flux.never()).onErrorComplete().subscribe();
		client().follow().onErrorComplete().subscribe();
		SocketConnection.Status status = this.connection.get().status();
		assertThat(status.inFlight()).isOne();
		assertThat(status.inFlightStreams()).isOne();
		assertThat(status.pending()).isEqualTo(2);
		assertThat(status.pendingStreams()).isEqualTo(2);
	}

	private void watch() {
		this.peer.send("r:StreamApi.watch:1;cr=2:{\"symbol\":\"ACME\"}");
	}

	// Counted by the writing thread, after it has passed them on.
	private void awaitItems(String name, String method, double items) {
		await().untilAsserted(
				() -> assertThat(this.meters.count(name, "method", method, "direction", "out")).isEqualTo(items));
	}

	private Client client() {
		return this.connection.get().remote();
	}

	private final class Answering implements Server {

		@Override
		public Flux<Integer> watch(Symbol symbol) {
			return StreamMetricsTests.this.prices.flux();
		}

		@Override
		public Mono<Integer> upload(Flux<Integer> numbers) {
			return numbers.reduce(0, Integer::sum);
		}

	}

}
