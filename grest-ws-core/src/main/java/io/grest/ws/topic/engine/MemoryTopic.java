package io.grest.ws.topic.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.grest.ws.error.TooManyRequestsException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Topic in memory, of all nodes. For one thread at a time, except {@link #deliver()}.
 */
final class MemoryTopic {

	private final LongSupplier clock;

	private final Map<String, Shown> members = new LinkedHashMap<>();

	// Replaced, not changed: whoever delivers goes through it without a lock.
	private volatile Map<TopicEngine, MemorySubscription> subscriptions = Map.of();

	private @Nullable MemoryHistory history;

	private boolean forgotten;

	MemoryTopic(LongSupplier clock) {
		this.clock = clock;
	}

	// Messages

	Optional<Position> publish(@Nullable Retention retention, Envelope envelope, @Nullable String key) {
		MemoryHistory history = history(retention);
		Position first = (history != null) ? history.of(key) : null;
		if (first != null) {
			return Optional.of(first);
		}
		if (this.subscriptions.values().stream().anyMatch(MemorySubscription::isFull)) {
			throw new TooManyRequestsException();
		}
		TopicMessage message = (history != null) ? history.append(envelope, key, this.clock.getAsLong())
				: new TopicMessage(null, null, envelope);
		add((subscription) -> subscription.add(message));
		return Optional.ofNullable(message.position());
	}

	Optional<Position> top(@Nullable Retention retention) {
		return Optional.ofNullable(history(retention)).map(MemoryHistory::top);
	}

	Optional<Page> read(@Nullable Retention retention, Position since, int limit) {
		return Optional.ofNullable(history(retention)).map((history) -> history.read(since, limit));
	}

	private @Nullable MemoryHistory history(@Nullable Retention retention) {
		if (retention == null) {
			return null;
		}
		long now = this.clock.getAsLong();
		MemoryHistory history = (this.history != null) ? this.history : new MemoryHistory(retention, now);
		history.use(retention, now);
		this.history = history;
		return history;
	}

	// Subscriptions

	void subscribe(TopicEngine node, TopicListener listener) {
		Map<TopicEngine, MemorySubscription> subscriptions = new LinkedHashMap<>(this.subscriptions);
		subscriptions.put(node, new MemorySubscription(listener));
		this.subscriptions = subscriptions;
	}

	/**
	 * End a subscription.
	 * @param node the node that has subscribed, or has not
	 * @return a {@code Mono} that ends it when it is subscribed to, which must not be
	 * under a lock
	 */
	Mono<Void> unsubscribe(TopicEngine node) {
		Map<TopicEngine, MemorySubscription> subscriptions = new LinkedHashMap<>(this.subscriptions);
		MemorySubscription ended = subscriptions.remove(node);
		this.subscriptions = subscriptions;
		return (ended != null) ? Mono.defer(ended::end) : Mono.empty();
	}

	private void add(Consumer<MemorySubscription> call) {
		this.subscriptions.values().forEach(call);
	}

	/**
	 * Call the listeners for what was added. Must not be called under a lock.
	 */
	void deliver() {
		this.subscriptions.values().forEach(MemorySubscription::deliver);
	}

	// Members

	void enter(TopicEngine node, Presences.Member member, int maxMembers) {
		if (this.members.size() >= maxMembers && !this.members.containsKey(member.connection())) {
			throw new TooManyRequestsException();
		}
		this.members.put(member.connection(), new Shown(member, node));
		tell(new Presences.Change(List.of(member), List.of()));
	}

	void leave(TopicEngine node, String connection) {
		Shown shown = this.members.get(connection);
		if (shown != null && shown.node() == node) {
			this.members.remove(connection);
			tell(new Presences.Change(List.of(), List.of(connection)));
		}
	}

	void leave(TopicEngine node) {
		List<String> left = new ArrayList<>();
		this.members.forEach((connection, shown) -> {
			if (shown.node() == node) {
				left.add(connection);
			}
		});
		if (!left.isEmpty()) {
			this.members.keySet().removeAll(left);
			tell(new Presences.Change(List.of(), left));
		}
	}

	private void tell(Presences.Change change) {
		add((subscription) -> subscription.add(change));
	}

	List<Presences.Member> members() {
		return this.members.values().stream().map(Shown::member).toList();
	}

	long count() {
		return this.members.size();
	}

	// Memory

	/**
	 * Forget what has expired.
	 */
	void expire() {
		if (this.history != null) {
			this.history.expire(this.clock.getAsLong());
		}
	}

	void forgetHistory() {
		this.history = null;
	}

	int historySize() {
		return (this.history != null) ? this.history.size() : 0;
	}

	/**
	 * Return whether nobody needs this topic.
	 */
	boolean isIdle() {
		return this.subscriptions.isEmpty() && this.members.isEmpty()
				&& (this.history == null || this.history.isExpired(this.clock.getAsLong()));
	}

	boolean isForgotten() {
		return this.forgotten;
	}

	/**
	 * Note that this topic is not among the topics any more.
	 */
	void forget() {
		this.forgotten = true;
	}

	private record Shown(Presences.Member member, TopicEngine node) {

	}

}
