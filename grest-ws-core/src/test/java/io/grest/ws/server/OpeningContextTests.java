package io.grest.ws.server;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.micrometer.MicrometerObserver;
import io.grest.ws.micrometer.ServerHandshakeContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a connection keeps of the Reactor context of the HTTP request that opened it. The
 * observation of that has ended with the upgrade, and holds the request, the response and
 * the exchange.
 */
@Timeout(30)
class OpeningContextTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	interface Api {

		Mono<Boolean> isObserved();

	}

	interface None {

	}

	private final Queue<WeakReference<Observation.Context>> requests = new ConcurrentLinkedQueue<>();

	private final Queue<Observation.Context> handshakes = new ConcurrentLinkedQueue<>();

	private final Queue<Boolean> interceptors = new ConcurrentLinkedQueue<>();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private NettyServer server;

	OpeningContextTests() {
		this.registry.observationConfig().observationHandler(new Recorder());
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private RawSocket connect(SocketServer.Builder<Api, None> api) throws IOException {
		this.server = new NettyServer(new SocketHandlerAdapter(DataSize.ofKilobytes(64)), this.registry,
				api.interceptors(List.of(new Interceptor())).build());
		return new RawSocket(this.server.port(), "/api").shakeHands();
	}

	private static SocketServer.Builder<Api, None> api() {
		return SocketServer.of(SocketContract.define("Api", Api.class, None.class).path("/api").build(),
				(connection) -> () -> Mono.deferContextual((context) -> Mono.just(isObserved(context))));
	}

	private static boolean isObserved(ContextView context) {
		return context.hasKey(ObservationThreadLocalAccessor.KEY);
	}

	private void assertThatRequestsAreCollected() {
		assertThat(this.requests).hasSize(1);
		Awaitility.await().atMost(TIMEOUT).until(() -> {
			System.gc();
			return this.requests.stream().allMatch((request) -> request.refersTo(null));
		});
	}

	@Test
	void aHandshakeIsPartOfTheRequestAndCallsAreNot() throws IOException {
		try (RawSocket peer = connect(api())) {
			peer.send("r:Api.isObserved:1:");
			assertThat(peer.read().text())
				.isEqualTo("s:Api.isObserved:1:{\"success\":true,\"type\":\"OK\",\"data\":false}");
			assertThat(this.interceptors).containsExactly(true);
		}
	}

	@Test
	void anOpenConnectionDoesNotKeepTheRequest() throws IOException {
		try (RawSocket peer = connect(api())) {
			assertThatRequestsAreCollected();
			peer.send("r:Api.isObserved:1:");
			assertThat(peer.read().text()).startsWith("s:");
		}
	}

	@Test
	void anObservedHandshakeIsPartOfTheRequestAndDoesNotKeepIt() throws IOException {
		try (RawSocket peer = connect(api().observer(new MicrometerObserver(this.registry)))) {
			assertThat(this.handshakes).singleElement()
				.satisfies((handshake) -> assertThat(handshake.getParentObservation().getContextView())
					.isInstanceOf(ServerRequestObservationContext.class));
			this.handshakes.clear();
			assertThatRequestsAreCollected();
			peer.send("r:Api.isObserved:1:");
			assertThat(peer.read().text()).startsWith("s:");
		}
	}

	private final class Interceptor implements HandshakeInterceptor {

		@Override
		public Mono<Void> process(ServerHandshake handshake) {
			return Mono.deferContextual((context) -> {
				OpeningContextTests.this.interceptors.add(isObserved(context));
				return Mono.empty();
			});
		}

	}

	private final class Recorder implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			if (context instanceof ServerRequestObservationContext) {
				OpeningContextTests.this.requests.add(new WeakReference<>(context));
			}
			if (context instanceof ServerHandshakeContext) {
				OpeningContextTests.this.handshakes.add(context);
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
