package io.grest.ws.internal.topic;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.grest.ws.contract.Item;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/**
 * One who listens to a detached stream. It reads what follows the last message that it
 * has, as its subscriber requests, and at the end of that waits until the topic has more,
 * so that nothing has to be kept for a slow one.
 *
 * @param <T> the type of an item
 */
final class StreamReader<T> implements TopicListener {

	private static final byte[] ROLE = "listener".getBytes(StandardCharsets.UTF_8);

	private static final int PAGE = 64;

	// Whoever waits longer asks whether the producer is still there.
	private static final Duration CHECK = Duration.ofSeconds(30);

	private final DetachedStreams streams;

	private final TopicKey key;

	private final StreamItems<T> items;

	private final StreamMember member;

	// Grows with each event of the topic. Emitted by its tasks.
	private final Sinks.Many<Long> events = Sinks.many().replay().latestOrDefault(0L);

	private volatile long event;

	private volatile boolean isDoubtful = true;

	// For the subscriber, whose signals come one at a time.
	private volatile Position position;

	// Whether the producer was missed once.
	private volatile boolean isAlone;

	// Whether there is more of the stream than its name.
	private volatile boolean isKnown;

	StreamReader(DetachedStreams streams, TopicKey key, StreamItems<T> items, Position since) {
		this.streams = streams;
		this.key = key;
		this.items = items;
		this.position = since;
		this.member = new StreamMember(streams.hub(), key, streams.member(ROLE), this);
	}

	/**
	 * Return the items, once.
	 */
	Flux<Item<T>> items() {
		return this.member.enter()
			.thenMany(Flux.defer(this::next).repeat().takeUntil(StreamItems::isEnd).handle(this::pass));
	}

	/**
	 * Stop to listen.
	 */
	Mono<Void> leave() {
		return this.member.leave();
	}

	private void pass(TopicMessage message, SynchronousSink<Item<T>> sink) {
		if (StreamItems.isItem(message)) {
			sink.next(this.items.read(message));
		}
		else if (StreamItems.isEnd(message)) {
			SocketException error = this.items.error(message);
			if (error != null) {
				sink.error(error);
			}
		}
	}

	// Code of the application follows: not on a thread of the engine.
	private Flux<TopicMessage> next() {
		long before = this.event;
		return read().publishOn(Schedulers.boundedElastic()).flatMapMany((messages) -> {
			if (messages.isEmpty()) {
				return waitAfter(before).thenMany(Flux.empty());
			}
			this.isAlone = false;
			this.isKnown = true;
			return Flux.fromIterable(messages)
				.doOnNext((message) -> this.position = Objects.requireNonNull(message.position()));
		});
	}

	private Mono<List<TopicMessage>> read() {
		return Mono
			.<Optional<List<TopicMessage>>>create(
					(sink) -> this.member.topic().run(() -> sink.success(Optional.ofNullable(known()))))
			.flatMap((known) -> known.map(Mono::just).orElseGet(this::readMissing));
	}

	private @Nullable List<TopicMessage> known() {
		return this.position.equals(this.member.topic().feed().last()) ? List.of()
				: this.member.topic().feed().window().after(this.position, PAGE);
	}

	// Not with a read of others, that may have begun before the last event.
	private Mono<List<TopicMessage>> readMissing() {
		return this.streams.hub().readNow(this.key, this.position, PAGE).map((page) -> {
			if (page.state() != Page.State.WHOLE) {
				throw unknown(this.position.toString());
			}
			return page.messages();
		});
	}

	/**
	 * Return the error of who wants what follows an item that nothing is known of.
	 */
	static NotFoundException unknown(String id) {
		return new NotFoundException("Nothing is known of what follows " + id + " in this stream");
	}

	private Mono<Void> waitAfter(long before) {
		if (this.isDoubtful) {
			this.isDoubtful = false;
			return isProduced().flatMap((produced) -> {
				this.isKnown = this.isKnown || produced;
				return produced ? waitForEvent(before) : missed();
			});
		}
		return waitForEvent(before);
	}

	private Mono<Void> waitForEvent(long before) {
		return this.events.asFlux()
			.filter((event) -> event > before)
			.next()
			.then()
			.timeout(CHECK, Mono.fromRunnable(() -> this.isDoubtful = true), this.streams.scheduler());
	}

	private Mono<Boolean> isProduced() {
		return this.streams.hub()
			.presences()
			.list(this.key)
			.map((members) -> members.stream().anyMatch(StreamProducer::is));
	}

	// It may have ended between the last read and the question.
	private Mono<Void> missed() {
		this.isDoubtful = true;
		if (!this.isAlone) {
			this.isAlone = true;
			return Mono.empty();
		}
		return Mono.error(() -> this.isKnown
				? new ServerErrorException(
						"The node that produced the stream has gone, and nothing follows what it had produced")
				: forgotten());
	}

	/**
	 * Return the error of who wants a stream that has been over for too long.
	 */
	static NotFoundException forgotten() {
		return new NotFoundException("The stream is over, and nothing is kept of it: start another, by another id");
	}

	// The topic

	@Override
	public void received(TopicMessage message) {
		happened();
	}

	@Override
	public void changed(Presences.Change change) {
		if (!change.left().isEmpty()) {
			this.isDoubtful = true;
			happened();
		}
	}

	@Override
	public void interrupted() {
		this.isDoubtful = true;
		happened();
	}

	private void happened() {
		this.event++;
		this.events.tryEmitNext(this.event);
	}

}
