package io.grest.ws.internal.topic;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
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

	private final SocketGroup<Object> group;

	private final Feed feed;

	private final SerialTasks tasks;

	private final List<Consumer<Presences.Change>> watchers = new CopyOnWriteArrayList<>();

	// Of tasks only: connections that are joining or have joined, with what removes them
	// when they close.
	private final Map<GroupMember, Runnable> members = new HashMap<>();

	// Reasons to stay subscribed. Guarded by the map of the hub.
	private int pins;

	LocalTopic(TopicHub hub, TopicKey key, Class<?> remoteType) {
		this.hub = hub;
		this.key = key;
		this.group = group(remoteType);
		this.tasks = new SerialTasks(hub::failed);
		this.feed = new Feed(hub, key, this.tasks, this);
	}

	// Only connections of the contract join.
	@SuppressWarnings("unchecked")
	private static SocketGroup<Object> group(Class<?> remoteType) {
		return (SocketGroup<Object>) SocketGroup.of(remoteType);
	}

	/**
	 * Return the identity of the topic.
	 * @return the key
	 */
	public TopicKey key() {
		return this.key;
	}

	/**
	 * Return the position of the last message that the members were sent.
	 * @return the position, or {@code null} without history or before a subscription
	 */
	public @Nullable Position position() {
		return this.feed.last();
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
	 * @return the group, not to be changed
	 */
	public SocketGroup<Object> group() {
		return this.group;
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
		Runnable whenClosed = () -> remove(member);
		if (this.members.putIfAbsent(member, whenClosed) != null) {
			this.hub.release(this);
			joined.tryEmitValue(new Joined(this.feed.last(), 0, null));
			return;
		}
		// At once if it has closed meanwhile.
		member.whenClosed(whenClosed);
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
		if (this.members.containsKey(member)) {
			this.group.add(connection(member));
		}
	}

	@SuppressWarnings("unchecked")
	private static SocketConnection<Object> connection(GroupMember member) {
		return (SocketConnection<Object>) member;
	}

	/**
	 * Remove a member.
	 */
	public void remove(GroupMember member) {
		this.tasks.run(() -> {
			Runnable whenClosed = this.members.remove(member);
			if (whenClosed != null) {
				member.forget(whenClosed);
				this.group.remove(connection(member));
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
		this.watchers.add(watcher);
		return () -> this.watchers.remove(watcher);
	}

	@Override
	@SuppressWarnings({ "unchecked", "rawtypes" })
	public void message(TopicMessage message) {
		// Members are connections of this library: the group takes no others.
		Collection<GroupMember> members = (Collection) this.group.connections();
		send(members, message.envelope());
	}

	void send(Collection<GroupMember> members, Envelope envelope) {
		String except = envelope.except();
		GroupSend.send(members, (member) -> except != null && except.equals(member.id()),
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

}
