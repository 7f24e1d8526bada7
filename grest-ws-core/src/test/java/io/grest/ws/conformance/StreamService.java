package io.grest.ws.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * Does what the cases of {@link StreamApi} say that it does. The counters are those of
 * the server.
 */
final class StreamService implements SocketHandler<StreamApi.Server, StreamApi.Client> {

	private final Map<String, Integer> cancelled = new ConcurrentHashMap<>();

	@Override
	public StreamApi.Server connect(SocketConnection<StreamApi.Client> connection) {
		return new Connected(this.cancelled, connection);
	}

	/**
	 * The streams, for one client.
	 */
	private record Connected(Map<String, Integer> cancelled,
			SocketConnection<StreamApi.Client> connection) implements StreamApi.Server {

		private static final Duration PAUSE = Duration.ofMillis(200);

		@Override
		public Flux<Integer> count(StreamApi.Count request) {
			return numbers(request.to());
		}

		@Override
		public Flux<Integer> forever(StreamApi.Key key) {
			return Flux.<Integer, Integer>generate(() -> 1, (number, sink) -> {
				sink.next(number);
				return number + 1;
			}).doFinally((signal) -> countCancelled(key.key(), signal));
		}

		@Override
		public Flux<Integer> never(StreamApi.Key key) {
			return Flux.<Integer>never().doFinally((signal) -> countCancelled(key.key(), signal));
		}

		@Override
		public Flux<Integer> empty() {
			return Flux.empty();
		}

		@Override
		public Flux<Integer> failAfter(StreamApi.Items items) {
			return numbers(items.items())
				.concatWith(Mono.error(() -> new RoomFullException(new RoomFullException.Details(2))));
		}

		@Override
		public Flux<Integer> crashAfter(StreamApi.Items items) {
			return numbers(items.items()).concatWith(Mono.error(() -> new IllegalStateException("secret-detail")));
		}

		private static Flux<Integer> numbers(int to) {
			return Flux.range(1, to);
		}

		@Override
		public Mono<Integer> sum(Flux<Integer> numbers) {
			return numbers.reduce(0, Integer::sum);
		}

		@Override
		public Mono<Integer> take(Flux<Integer> numbers) {
			return numbers.take(2).collectList().flatMap(Connected::sumOfTwo);
		}

		private static Mono<Integer> sumOfTwo(List<Integer> numbers) {
			Mono<Integer> sum = Mono.just(numbers.stream().mapToInt(Integer::intValue).sum());
			return (numbers.size() == 2) ? sum.delayElement(PAUSE) : sum;
		}

		@Override
		public Mono<Integer> hold(Flux<Integer> numbers) {
			return Mono.never();
		}

		@Override
		public Flux<StreamApi.Line> echo(Flux<StreamApi.Line> lines) {
			return lines;
		}

		@Override
		public Mono<StreamApi.Millis> slow(StreamApi.Slow request) {
			return Mono.delay(Duration.ofMillis(request.millis()))
				.thenReturn(new StreamApi.Millis(request.millis()))
				.doFinally((signal) -> countCancelled(request.key(), signal));
		}

		private void countCancelled(String key, SignalType signal) {
			if (signal == SignalType.CANCEL) {
				this.cancelled.merge(key, 1, Integer::sum);
			}
		}

		@Override
		public Mono<StreamApi.Stats> stats(StreamApi.Key key) {
			Integer count = this.cancelled.remove(key.key());
			return Mono.just(new StreamApi.Stats((count != null) ? count : 0));
		}

		@Override
		public Mono<StreamApi.Text> text(StreamApi.Repeat repeat) {
			return Mono.just(new StreamApi.Text(repeat.unit().repeat(repeat.times())));
		}

		@Override
		public Mono<Integer> askTicks(StreamApi.AskTicks request) {
			Flux<Integer> ticks = this.connection.remote()
				.ticks(new StreamApi.Ticks(request.take()))
				.limitRate(request.window());
			return ((request.take() > 0) ? ticks.take(request.take()) : ticks).reduce(0, Integer::sum);
		}

		@Override
		public Mono<String> askName() {
			return this.connection.remote().name();
		}

	}

}
