package io.grest.ws.conformance;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Mono;

/**
 * Does what the cases of {@link StreamApi} say that it does. The counters are those of
 * the server.
 */
final class StreamService implements SocketHandler<StreamApi.Server, StreamApi.Client> {

	private final Map<String, Integer> cancelled = new ConcurrentHashMap<>();

	@Override
	public StreamApi.Server connect(SocketConnection<StreamApi.Client> connection) {
		return new StreamApi.Server() {

			@Override
			public Mono<StreamApi.Millis> slow(StreamApi.Slow request) {
				return Mono.delay(Duration.ofMillis(request.millis()))
					.thenReturn(new StreamApi.Millis(request.millis()))
					.doOnCancel(() -> StreamService.this.cancelled.merge(request.key(), 1, Integer::sum));
			}

			@Override
			public Mono<StreamApi.Stats> stats(StreamApi.Key key) {
				Integer count = StreamService.this.cancelled.remove(key.key());
				return Mono.just(new StreamApi.Stats((count != null) ? count : 0));
			}

			@Override
			public Mono<StreamApi.Text> text(StreamApi.Repeat repeat) {
				return Mono.just(new StreamApi.Text(repeat.unit().repeat(repeat.times())));
			}

			@Override
			public Mono<String> askName() {
				return connection.remote().name();
			}

		};
	}

}
