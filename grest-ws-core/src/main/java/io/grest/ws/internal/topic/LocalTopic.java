package io.grest.ws.internal.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.call.GroupSend;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Topic on this node: who is a member of it here, and who is sent what. Members hear all
 * messages in one order; who joins from a position is first sent what came after it.
 *
 * @since 0.1.0
 */
public final class LocalTopic implements FeedListener {

	private final TopicHub hub;

	private final TopicKey key;

	private final Feed feed;

	private final SerialTasks tasks;

	// Those that are joining too. Changed by tasks.
	private final Map<GroupMember, Membership> members = new ConcurrentHashMap<>(2);

	// Replaced as a whole.
	private volatile List<Consumer<Presences.Change>> watchers = List.of();

	// Reasons to stay subscribed. Guarded by the map of the hub.
	private int pins;

	LocalTopic(TopicHub hub, TopicKey key) {
		this.hub = hub;
		this.key = key;
		this.tasks = new SerialTasks(hub::failed);
		this.feed = new Feed(hub, key, this.tasks, this);
	}

	TopicKey key() {
		return this.key;
	}

	Feed feed() {
		return this.feed;
	}

	/**
	 * Add a reason to stay subscribed, or remove one.
	 * @return the number of reasons
	 */
	int pin(int change) {
		this.pins += change;
		return this.pins;
	}

	/**
	 * Return the members on this node.
	 * @return the members at present, those that are still sent what they have missed
	 * left out
	 */
	public List<GroupMember> members() {
		return this.members.values().stream().filter((each) -> each.hears).map((each) -> each.member).toList();
	}

	/**
	 * Return the members on this node.
	 * @return the members at present
	 */
	public List<SocketConnection<?>> connections() {
		return members().stream().<SocketConnection<?>>map((member) -> (SocketConnection<?>) member).toList();
	}

	/**
	 * Subscribe this node, if it is not.
	 */
	void open() {
		this.tasks.run(this.feed::open);
	}

	/**
	 * Unsubscribe this node, unless there is a reason to stay.
	 */
	void close() {
		this.tasks.run(this.feed::close);
	}

	/**
	 * Add a member, which has a pin already.
	 */
	Mono<Joined> add(SocketConnection<?> connection, @Nullable Position since) {
		Sinks.One<Joined> joined = Sinks.one();
		this.tasks.run(() -> add((GroupMember) connection, since, joined));
		return joined.asMono();
	}

	private void add(GroupMember member, @Nullable Position since, Sinks.One<Joined> joined) {
		Membership membership = new Membership(member);
		if (this.members.putIfAbsent(member, membership) != null) {
			this.hub.release(this);
			joined.tryEmitValue(new Joined(this.feed.last(), 0, null));
			return;
		}
		// At once if it has closed meanwhile.
		member.whenClosed(membership);
		this.feed.whenLive((failure) -> {
			if (failure != null) {
				// It hears the topic once the engine is there.
				hear(member);
				joined.tryEmitError(failure);
			}
			else if (member.isClosed()) {
				joined.tryEmitError(new ConnectionClosedException());
			}
			else if (since == null || !this.key.hasHistory()) {
				joined(member, joined, 0, null);
			}
			else {
				new CatchUp(this.hub, this, member, since, joined).next();
			}
		});
	}

	/**
	 * Let a member hear the topic from now on. Called by a task.
	 */
	void joined(GroupMember member, Sinks.One<Joined> joined, int recovered, Joined.@Nullable Lost lost) {
		hear(member);
		joined.tryEmitValue(new Joined(this.feed.last(), recovered, lost));
	}

	private void hear(GroupMember member) {
		Membership membership = this.members.get(member);
		if (membership != null) {
			membership.hears = true;
		}
	}

	/**
	 * Remove a member.
	 */
	public void remove(GroupMember member) {
		this.tasks.run(() -> {
			Membership membership = this.members.remove(member);
			if (membership != null) {
				member.forget(membership);
				this.hub.release(this);
			}
		});
	}

	/**
	 * Run a task on this topic, one at a time.
	 */
	void run(Runnable task) {
		this.tasks.run(task);
	}

	/**
	 * Watch the members that the topic shows.
	 * @param watcher the watcher, which does not block
	 * @return the way to stop
	 */
	public Runnable watch(Consumer<Presences.Change> watcher) {
		change((watchers) -> watchers.add(watcher));
		return () -> change((watchers) -> watchers.remove(watcher));
	}

	private synchronized void change(Consumer<List<Consumer<Presences.Change>>> change) {
		List<Consumer<Presences.Change>> changed = new ArrayList<>(this.watchers);
		change.accept(changed);
		this.watchers = List.copyOf(changed);
	}

	@Override
	public void message(TopicMessage message) {
		Envelope envelope = message.envelope();
		send(this.members.keySet(), envelope, (member) -> {
			Membership membership = this.members.get(member);
			return membership == null || !membership.hears;
		});
	}

	/**
	 * Send a message to one member.
	 */
	void send(GroupMember member, Envelope envelope) {
		send(List.of(member), envelope, (other) -> false);
	}

	private static void send(Iterable<GroupMember> members, Envelope envelope, Predicate<GroupMember> excluded) {
		String except = envelope.except();
		Predicate<GroupMember> isExcepted = (member) -> except != null && except.equals(member.id());
		GroupSend.send(members, isExcepted.or(excluded),
				(source) -> source.encodedMessage(envelope.path(), envelope.json()));
	}

	@Override
	public void lost(Joined.Lost why) {
		this.hub.lost(this.key, why);
	}

	@Override
	public void changed(Presences.Change change) {
		this.watchers.forEach((watcher) -> watcher.accept(change));
	}

	/**
	 * Membership of a connection, which ends when it closes.
	 */
	private final class Membership implements Runnable {

		private final GroupMember member;

		// Whether it has been sent what it has missed. Written by tasks.
		private volatile boolean hears;

		Membership(GroupMember member) {
			this.member = member;
		}

		@Override
		public void run() {
			remove(this.member);
		}

	}

}
