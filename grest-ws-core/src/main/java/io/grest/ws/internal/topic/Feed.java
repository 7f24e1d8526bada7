package io.grest.ws.internal.topic;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

import io.grest.ws.internal.SerialTasks;
import io.grest.ws.internal.topic.Subscription.State;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Messages of one topic as this node hears them: each once, in their order. What does not
 * arrive is read from the history, once for all members; what the history does not have
 * any more is told.
 *
 * <p>
 * Its methods are called by tasks of the topic, one at a time, unless they say otherwise.
 */
final class Feed implements TopicListener {

	private static final AtomicIntegerFieldUpdater<Feed> ARRIVING = AtomicIntegerFieldUpdater.newUpdater(Feed.class,
			"arriving");

	private static final int PAGE = 100;

	private static final Duration AGAIN = Duration.ofSeconds(1);

	private final TopicParts parts;

	private final TopicKey key;

	private final SerialTasks tasks;

	private final FeedListener listener;

	private final Window window;

	// Written by any thread.
	private volatile int arriving;

	private final HeldMessages held = new HeldMessages();

	private final Subscription subscription;

	// Whether messages are held until those missing before them have been read.
	private boolean isReading;

	// Null of a topic without history, and before the first subscription.
	private volatile @Nullable Position last;

	// Whether a message may be missing although all that arrived were in order.
	private boolean isDoubtful;

	Feed(TopicParts parts, TopicKey key, SerialTasks tasks, FeedListener listener) {
		this.parts = parts;
		this.key = key;
		this.tasks = tasks;
		this.listener = listener;
		this.subscription = new Subscription(parts, key, tasks);
		this.window = parts.budget().newWindow(key);
	}

	/**
	 * Return the position of the last message passed on. For any thread.
	 */
	@Nullable Position last() {
		return this.last;
	}

	/**
	 * Return whether this node is not subscribed. For any thread.
	 */
	boolean isIdle() {
		return this.subscription.is(State.IDLE);
	}

	// Subscription

	void open() {
		this.subscription.open(this, this::subscribed);
	}

	/**
	 * Call a function once messages are passed on, with the error if that is not to be
	 * expected soon.
	 */
	void whenLive(Consumer<@Nullable Throwable> then) {
		this.subscription.whenLive(then);
		open();
	}

	/**
	 * Run a task once messages are passed on, however long that takes.
	 */
	void whenLiveAgain(Runnable then) {
		this.subscription.whenLive((failure) -> {
			if (failure != null) {
				whenLiveAgain(then);
			}
			else {
				then.run();
			}
		});
	}

	private void subscribed(@Nullable Position position) {
		Position before = this.last;
		if (before == null || position == null) {
			this.last = position;
		}
		else if (!before.equals(position)) {
			// Subscribed before, with members that are still there.
			repair();
		}
		passHeld();
	}

	void close() {
		this.subscription.close(() -> {
			this.last = null;
			this.isReading = false;
			this.window.clear();
			this.held.clear();
		});
	}

	// Messages

	@Override
	public void received(TopicMessage message) {
		if (ARRIVING.incrementAndGet(this) > HeldMessages.MAXIMUM) {
			ARRIVING.decrementAndGet(this);
			interrupted();
			return;
		}
		this.tasks.run(() -> {
			ARRIVING.decrementAndGet(this);
			receive(message);
		});
	}

	private void receive(TopicMessage message) {
		if (this.isReading || this.subscription.is(State.BEGINNING)) {
			hold(message);
		}
		else if (this.subscription.is(State.LIVE)) {
			pass(message);
		}
		else if (this.subscription.is(State.IDLE)) {
			passUnsubscribed(message);
		}
	}

	// An engine that cannot reach the other nodes may still serve this one.
	private void passUnsubscribed(TopicMessage message) {
		if (message.position() == null) {
			deliver(message);
		}
	}

	private void hold(TopicMessage message) {
		if (!this.held.add(message)) {
			this.isDoubtful = true;
		}
	}

	private void pass(TopicMessage message) {
		Position position = message.position();
		Position last = this.last;
		if (position == null || last == null) {
			deliver(message);
		}
		else if (last.isBefore(message)) {
			follow(message);
			deliver(message);
		}
		else if (!isKnown(position)) {
			this.held.addFirst(message);
			repair();
		}
	}

	private boolean isKnown(Position position) {
		return position.equals(this.last) || this.window.has(position);
	}

	private void follow(TopicMessage message) {
		this.last = message.position();
		this.window.add(message);
	}

	private void deliver(TopicMessage message) {
		this.parts.statistics().receive();
		this.listener.message(message);
	}

	private boolean isPassing() {
		return !this.isReading && this.subscription.is(State.LIVE);
	}

	private void passHeld() {
		for (TopicMessage message = next(); message != null; message = next()) {
			countRead(message);
			pass(message);
		}
		if (isPassing() && this.isDoubtful) {
			this.isDoubtful = false;
			repair();
		}
	}

	private @Nullable TopicMessage next() {
		return isPassing() ? this.held.poll() : null;
	}

	// One that was read, and has arrived as well, was not missing.
	private void countRead(TopicMessage message) {
		Position position = message.position();
		if (position != null && this.window.has(position)) {
			this.parts.statistics().repair(-1);
		}
	}

	// Repair

	@Override
	public void interrupted() {
		this.tasks.run(() -> {
			if (this.isReading) {
				this.isDoubtful = true;
			}
			else if (isPassing()) {
				repair();
			}
		});
	}

	/**
	 * Compare the position with one of the engine, and repair what is missing. What is on
	 * its way is not missing: nothing is read if a message arrives within a second, as
	 * the next one shows what is missing before it.
	 */
	void check(@Nullable Position top) {
		Position last = this.last;
		if (isPassing() && top != null && !top.equals(last)) {
			this.parts.later(AGAIN, () -> this.tasks.run(() -> {
				if (isPassing() && Objects.equals(last, this.last)) {
					repair();
				}
			}));
		}
	}

	private void repair() {
		Position last = this.last;
		if (last == null) {
			return;
		}
		this.isReading = true;
		this.held.readBegins();
		// Not one that others have begun before the last message arrived.
		this.parts.engine()
			.read(this.key, last, PAGE)
			.subscribe((page) -> this.tasks.run(() -> repaired(page)), (ex) -> this.tasks.run(this::notRepaired));
	}

	/**
	 * Read messages after a position from the engine.
	 */
	Mono<Page> read(Position since, int limit) {
		return this.parts.reads().read(this.key, since, limit);
	}

	/**
	 * Return the messages that this node has.
	 */
	Window window() {
		return this.window;
	}

	private void repaired(Page page) {
		if (!this.isReading) {
			return;
		}
		boolean isWhole = page.state() == Page.State.WHOLE;
		int count = 0;
		for (TopicMessage message : page.messages()) {
			if (!Objects.requireNonNull(this.last).isBefore(message)) {
				isWhole = false;
				break;
			}
			follow(message);
			deliver(message);
			count++;
		}
		this.parts.statistics().repair(count);
		if (!isWhole) {
			lose(Joined.Lost.of(page.state()), page.top());
		}
		else if (count == PAGE) {
			repair();
			return;
		}
		this.held.removeRead(this::countRead);
		this.isReading = false;
		passHeld();
	}

	private void lose(Joined.Lost why, Position top) {
		this.window.clear();
		this.last = top;
		this.parts.statistics().lose();
		this.listener.lost(why);
	}

	private void notRepaired() {
		this.parts.later(AGAIN, () -> this.tasks.run(() -> {
			if (this.isReading) {
				repair();
			}
		}));
	}

	@Override
	public void changed(Presences.Change change) {
		this.tasks.run(() -> this.listener.changed(change));
	}

}
