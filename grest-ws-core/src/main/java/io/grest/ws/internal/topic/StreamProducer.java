package io.grest.ws.internal.topic;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.error.CancelledException;
import io.grest.ws.error.DeadlineExceededException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.call.HandlerErrors;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import io.grest.ws.topic.engine.TopicMessage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/**
 * Producer of one detached stream: publishes its items to the topic of the stream as they
 * come, and its end. As long as the topic shows it, it runs.
 */
final class StreamProducer extends BaseSubscriber<Object> implements TopicListener {

	private static final byte[] ROLE = "producer".getBytes(StandardCharsets.UTF_8);

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	// Items that the engine has not taken yet.
	private static final int WINDOW = 32;

	private static final int IDLE_CHECKS = 4;

	private static final RetryBackoffSpec AGAIN = Retry.backoff(5, Duration.ofMillis(200));

	private final DetachedStreams streams;

	private final TopicKey key;

	private final String owner;

	private final StreamItems<?> items;

	private final StreamMember member;

	private final Context context;

	private final Disposable.Composite timers = Disposables.composite();

	private final AtomicBoolean ending = new AtomicBoolean();

	private final Sinks.Empty<Void> ended = Sinks.empty();

	// Of the publisher, whose signals come one at a time.
	private int count;

	private long size;

	// For the checks, which come one at a time.
	private long heard;

	StreamProducer(DetachedStreams streams, TopicKey key, String owner, StreamItems<?> items, Context context) {
		this.streams = streams;
		this.key = key;
		this.owner = owner;
		this.items = items;
		this.context = context;
		this.member = new StreamMember(streams.hub(), key, streams.member(ROLE), this);
	}

	/**
	 * Return whether a member of a stream's topic produces it.
	 */
	static boolean is(Presences.Member member) {
		return Arrays.equals(member.json(), ROLE);
	}

	private byte[] name() {
		return this.member.id().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Be shown by the topic, and hear it.
	 */
	Mono<Void> enter() {
		return this.member.enter();
	}

	/**
	 * Leave the topic, of a stream that has another producer or none.
	 */
	Mono<Void> leave() {
		return this.member.leave().doFinally((signal) -> this.streams.free(this.owner));
	}

	/**
	 * Begin to produce.
	 */
	void run(Publisher<?> source) {
		this.streams.add(this.key, this);
		Duration idle = this.streams.limits().idleTimeout();
		this.heard = now();
		this.timers.add(Flux.interval(idle.dividedBy(IDLE_CHECKS), this.streams.scheduler())
			.onBackpressureDrop()
			.concatMap((tick) -> this.streams.hub().presences().count(this.key).onErrorComplete())
			.subscribe(this::checkIdle));
		Duration longest = this.streams.limits().maxDuration();
		this.timers.add(this.streams.scheduler()
			.schedule(() -> end(new DeadlineExceededException("The stream has been produced for " + longest)),
					longest.toMillis(), TimeUnit.MILLISECONDS));
		Flux.from(source).cast(Object.class).subscribeOn(Schedulers.boundedElastic()).subscribe(this);
	}

	private long now() {
		return this.streams.scheduler().now(TimeUnit.MILLISECONDS);
	}

	private void checkIdle(long members) {
		Duration idle = this.streams.limits().idleTimeout();
		if (members > 1) {
			this.heard = now();
		}
		else if (now() - this.heard >= idle.toMillis()) {
			end(new CancelledException("Nobody has listened for " + idle));
		}
	}

	@Override
	public Context currentContext() {
		return this.context;
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		if (this.ending.get()) {
			subscription.cancel();
		}
		else {
			subscription.request(WINDOW);
		}
	}

	@Override
	protected void hookOnNext(Object item) {
		if (this.ending.get()) {
			return;
		}
		Envelope written = this.items.item(item);
		byte[] json = written.json();
		this.count++;
		this.size += (json != null) ? json.length : 0;
		if (this.count > this.streams.limits().maxItems()) {
			end(new TooManyRequestsException(
					"The stream has more than " + this.streams.limits().maxItems() + " items"));
		}
		else if (this.size > this.streams.limits().maxSize().toBytes()) {
			end(new TooManyRequestsException("The stream has more than " + this.streams.limits().maxSize()));
		}
		else {
			this.streams.hub().publish(this.key, written, null).subscribe(null, this::unpublished, () -> request(1));
		}
	}

	private void unpublished(Throwable ex) {
		end(new ServerErrorException("An item of the stream could not be kept", ex));
	}

	@Override
	protected void hookOnComplete() {
		end(null);
	}

	@Override
	protected void hookOnError(Throwable ex) {
		if (this.ending.get()) {
			return;
		}
		SocketException known = (ex instanceof SocketException error) ? error : this.streams.errors().translate(ex);
		// As of any handler: the error of a call that it has made says nothing of its
		// own.
		if (known != null && this.items.isKnown(known) && !HandlerErrors.isOfAnotherCall(known)) {
			if (known != ex) {
				logger.debug("The producer of " + this.key + " ends with " + known.type() + " for " + ex);
			}
			end(known);
			return;
		}
		end(hidden(ex, known));
	}

	private ServerErrorException hidden(Throwable ex, @Nullable SocketException known) {
		ServerErrorException told = new ServerErrorException(null, ex);
		String translated = (known == null || known == ex) ? "" : " (translated to " + known.type() + ": add throws "
				+ known.getClass().getSimpleName() + " to the method)";
		logger.error(told.context().ref() + ": the producer of " + this.key
				+ " has failed with an error that the contract does not declare" + translated
				+ "; those who listen are told SERVER_ERROR", ex);
		return told;
	}

	// The end

	/**
	 * End the stream, if it has not ended.
	 * @param why what those who listen are told
	 * @return a {@code Mono} that completes when they are told, or cannot be
	 */
	Mono<Void> stop(SocketException why) {
		end(why);
		return this.ended.asMono();
	}

	private void end(@Nullable SocketException why) {
		if (!this.ending.compareAndSet(false, true)) {
			return;
		}
		this.timers.dispose();
		logger.debug("The stream " + this.key + " ends" + ((why != null) ? ": " + why.getMessage() : ""));
		Mono.defer(() -> this.streams.hub().publish(this.key, written(why), null))
			.retryWhen(AGAIN.scheduler(this.streams.scheduler()))
			.then()
			.onErrorComplete()
			.then(Mono.defer(this::leave))
			.doFinally((signal) -> {
				this.streams.remove(this.key, this);
				this.ended.tryEmitEmpty();
			})
			.subscribe();
		// Code of the application, which may throw.
		if (why != null) {
			cancel();
		}
	}

	private Envelope written(@Nullable SocketException why) {
		try {
			return this.items.end(why);
		}
		catch (RuntimeException ex) {
			logger.error("The data of the error " + why + " cannot be written; those who listen to " + this.key
					+ " are told SERVER_ERROR", ex);
			return this.items.end(new ServerErrorException(null, ex));
		}
	}

	// The topic

	@Override
	public void received(TopicMessage message) {
		if (StreamItems.isStop(message)) {
			Schedulers.boundedElastic().schedule(() -> end(new CancelledException("The stream was stopped")));
		}
	}

	@Override
	public void interrupted() {
		end(new ServerErrorException("What was kept of the stream is lost"));
	}

	/**
	 * Return whether this producer begins the stream.
	 * @param first the first message of the stream
	 */
	boolean hasBegun(TopicMessage first) {
		return StreamItems.isBegin(first, name());
	}

	/**
	 * Say that this producer begins the stream.
	 * @return a {@code Mono} of the position of whoever was the first to say so
	 */
	Mono<Position> begin() {
		return this.streams.hub().publish(this.key, StreamItems.begin(name()), StreamItems.ONCE);
	}

}
