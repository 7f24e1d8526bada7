package io.grest.ws.internal.topic;

import java.util.Objects;
import java.util.function.Supplier;

import io.grest.ws.contract.Item;
import io.grest.ws.error.BadRequestException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Detached stream whose items are the history of a topic.
 *
 * @param <T> the type of an item
 * @since 0.1.0
 */
public final class StoredStream<T> {

	private final DetachedStreams streams;

	private final TopicKey key;

	private final String owner;

	private final StreamItems<T> items;

	/**
	 * Create a stream, without asking the engine for anything.
	 * @param streams what all streams share
	 * @param key the topic of the stream
	 * @param owner the owner of the stream
	 * @param items the items of the stream
	 */
	public StoredStream(DetachedStreams streams, TopicKey key, String owner, StreamItems<T> items) {
		this.streams = streams;
		this.key = key;
		this.owner = owner;
		this.items = items;
	}

	/**
	 * Start the producer, unless it was started before, and listen from the first item.
	 * @param producer the producer, asked for once if it is to be started
	 * @param context the Reactor context of the producer
	 * @return the items
	 */
	public Flux<Item<T>> startOrJoin(Supplier<? extends Publisher<? extends T>> producer, Context context) {
		// Whoever leaves meanwhile must not leave a producer behind that nobody knows.
		Mono<Position> started = Mono.defer(() -> Mono.fromFuture(start(producer, context).toFuture(), true));
		return Flux.defer(() -> begun().switchIfEmpty(started).flatMapMany(this::listen));
	}

	/**
	 * Listen after an item.
	 * @param after the id of the item, or {@code null} to begin with the first one
	 * @return the items
	 */
	public Flux<Item<T>> join(@Nullable String after) {
		if (after == null) {
			return Flux
				.defer(() -> begun().switchIfEmpty(Mono.error(() -> new NotFoundException("There is no such stream")))
					.flatMapMany(this::listen));
		}
		return Flux.defer(() -> listen(Position.parse(after)
			.orElseThrow(
					() -> new BadRequestException("This is not the id of an item: it is to be one of this stream"))));
	}

	private Flux<Item<T>> listen(Position since) {
		return Flux.usingWhen(Mono.fromSupplier(() -> new StreamReader<>(this.streams, this.key, this.items, since)),
				StreamReader::items, StreamReader::leave);
	}

	// The position of the begin, or empty if there was none.
	private Mono<Position> begun() {
		TopicHub hub = this.streams.hub();
		return hub.top(this.key)
			.filter((top) -> top.offset() > 0)
			.flatMap((top) -> hub.publish(this.key, StreamItems.begin(new byte[0]), StreamItems.ONCE).map((first) -> {
				if (first.offset() > top.offset()) {
					throw StreamReader.forgotten();
				}
				return first;
			}));
	}

	private Mono<Position> start(Supplier<? extends Publisher<? extends T>> source, Context context) {
		TopicHub hub = this.streams.hub();
		return hub.top(this.key).flatMap((top) -> {
			this.streams.take(this.owner);
			StreamProducer producer = new StreamProducer(this.streams, this.key, this.owner, this.items, context);
			return producer.enter()
				.then(Mono.defer(producer::begin))
				.flatMap((first) -> hub.readNow(this.key, top, 1)
					.map((page) -> !page.messages().isEmpty() && producer.hasBegun(page.messages().get(0)))
					.flatMap((hasBegun) -> {
						if (!hasBegun) {
							return producer.leave().thenReturn(first);
						}
						producer.run(Flux.defer(() -> Objects.requireNonNull(source.get(), "producer")));
						return Mono.just(first);
					}))
				.onErrorResume((ex) -> producer.leave().then(Mono.error(ex)));
		});
	}

	/**
	 * Stop the producer, on whichever node it runs.
	 * @return a {@code Mono} that completes when its node was told, or if none runs
	 */
	public Mono<Void> stop() {
		TopicHub hub = this.streams.hub();
		return Mono.defer(() -> hub.presences().list(this.key))
			.filter((members) -> members.stream().anyMatch(StreamProducer::is))
			.flatMap((members) -> hub.publish(this.key, StreamItems.stop(), null))
			.then();
	}

	/**
	 * Return a text with the topic.
	 */
	@Override
	public String toString() {
		return this.key.toString();
	}

}
