package io.grest.ws.internal.topic;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.internal.SerialTasks;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
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

	private final TopicParts parts;

	private final TopicKey key;

	private final Feed feed;

	private final SerialTasks tasks;

	private final TopicSender sender;

	// Those that are joining too. Changed by tasks.
	private final Map<GroupMember, Membership> members = new ConcurrentHashMap<>(2);

	private final TopicListeners listeners = new TopicListeners();

	// Reasons to stay subscribed. Guarded by the map of the keeper.
	private int pins;

	LocalTopic(TopicParts parts, TopicKey key) {
		this.parts = parts;
		this.key = key;
		this.tasks = new SerialTasks(parts.log()::failed);
		this.sender = new TopicSender(key);
		this.feed = new Feed(parts, key, this.tasks, this);
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

	TopicSender sender() {
		return this.sender;
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
	 * before they joined left out
	 */
	public List<GroupMember> members() {
		return this.members.values().stream().filter(Membership::hasJoined).map(Membership::member).toList();
	}

	/**
	 * Return the members on this node, those that are joining too.
	 * @return the members at present
	 */
	public List<SocketConnection<?>> connections() {
		return this.members.keySet()
			.stream()
			.<SocketConnection<?>>map((member) -> (SocketConnection<?>) member)
			.toList();
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
		Position brought = this.sender.joins((GroupMember) connection);
		Position from = (since != null) ? since : brought;
		return join(connection, Mono.defer(() -> Mono.just(new Joined(this.feed.last(), 0, null))),
				(membership, failure) -> {
					if (failure != null) {
						joinLater(membership, from, failure);
					}
					else {
						catchUp(membership, from);
					}
				});
	}

	// One that is told its positions hears nothing before it was told the first.
	private void joinLater(Membership membership, @Nullable Position since, Throwable failure) {
		if (this.sender.isPlaced(membership.member())) {
			membership.fail(failure);
			this.feed.whenLiveAgain(() -> catchUp(membership, since));
		}
		else {
			membership.joinLater(failure);
		}
	}

	/**
	 * Add a member, which has a pin already, that is sent a state first.
	 * @param loaded sends the state, then tells the position that it was loaded at
	 */
	Mono<Joined> live(SocketConnection<?> connection, Mono<Position> loaded) {
		// The state is newer than what the member has brought.
		this.sender.joins((GroupMember) connection);
		return join(connection, loaded.map((position) -> new Joined(position, 0, null)), (membership, failure) -> {
			if (failure != null) {
				end(membership, failure);
			}
			else {
				membership.load(loaded.subscribe((position) -> this.tasks.run(() -> goOnFrom(membership, position)),
						(ex) -> this.tasks.run(() -> end(membership, ex))));
			}
		});
	}

	private Mono<Joined> join(SocketConnection<?> connection, Mono<Joined> ofMember,
			BiConsumer<Membership, @Nullable Throwable> begin) {
		Sinks.One<Mono<Joined>> outcome = Sinks.one();
		this.tasks.run(() -> {
			Membership membership = new Membership(this, (GroupMember) connection);
			boolean isMember = this.members.putIfAbsent(membership.member(), membership) != null;
			outcome.tryEmitValue(isMember ? ofMember : membership.outcome());
			if (isMember) {
				this.parts.keeper().release(this.key);
			}
			else {
				begin(membership, begin);
			}
		});
		Mono<Joined> joined = outcome.asMono().flatMap((of) -> of).cache();
		joined.subscribe(null, (ex) -> {
			// Whoever waits for the outcome is told.
		});
		return joined;
	}

	private void begin(Membership membership, BiConsumer<Membership, @Nullable Throwable> begin) {
		// At once if it has closed meanwhile.
		membership.member().whenClosed(membership);
		if (this.sender.isPlaced(membership.member())) {
			membership.watch();
		}
		this.feed.whenLive((failure) -> {
			if (!membership.isOver()) {
				begin.accept(membership, failure);
			}
		});
	}

	private void goOnFrom(Membership membership, Position loaded) {
		if (!membership.isOver()) {
			this.sender.joined(membership.member(), loaded);
			new CatchUp(this.parts, this, membership, loaded, false).next();
		}
	}

	private void catchUp(Membership membership, @Nullable Position since) {
		if (membership.isOver()) {
			return;
		}
		if (since == null || !this.key.hasHistory()) {
			hear(membership, this.feed.last());
		}
		else {
			new CatchUp(this.parts, this, membership, since, true).next();
		}
	}

	private void hear(Membership membership, @Nullable Position last) {
		this.sender.joined(membership.member(), last);
		Joined outcome = new Joined(last, 0, null);
		if (membership.isAway()) {
			membership.fallBack(() -> catchUp(membership, last));
			membership.tell(outcome);
		}
		else {
			membership.join(outcome);
		}
	}

	/**
	 * Send a member nothing until it is back. What was sent to it before waits for it in
	 * its connection. Called by tasks.
	 */
	void away(Membership membership) {
		membership.leave();
		if (membership.hears()) {
			Position last = this.feed.last();
			membership.fallBack(() -> catchUp(membership, last));
		}
	}

	/**
	 * Remove a member.
	 */
	public void remove(GroupMember member) {
		this.tasks.run(() -> {
			Membership membership = this.members.get(member);
			if (membership != null) {
				end(membership, new CancellationException("Connection " + member.id() + " was removed from the topic "
						+ this.key + " before it had joined"));
			}
		});
	}

	/**
	 * Handle that the connection of a member has closed.
	 */
	void closed(Membership membership) {
		this.tasks.run(() -> end(membership, new ConnectionClosedException()));
	}

	private void end(Membership membership, Throwable reason) {
		if (this.members.remove(membership.member(), membership)) {
			this.parts.keeper().release(this.key);
			this.sender.leaves(membership.member());
			membership.end(reason);
		}
	}

	/**
	 * Show a member to others, until it is removed or closes, in place of what was shown
	 * of it. Begins at once.
	 * @param member the member; another connection is not shown
	 * @param shown what is shown
	 * @return a {@code Mono} that replays the outcome
	 */
	public Mono<Void> show(GroupMember member, Presences.Member shown) {
		Sinks.One<Mono<Void>> outcome = Sinks.one();
		this.tasks.run(() -> {
			Membership membership = this.members.get(member);
			outcome.tryEmitValue((membership != null && !member.isClosed())
					? membership.show(new ShownMember(this, this.parts, member, shown)) : Mono.empty());
		});
		return outcome.asMono().flatMap((of) -> of);
	}

	/**
	 * Return whether a connection is a member, or is joining.
	 */
	boolean has(GroupMember member) {
		return this.members.containsKey(member);
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
		return this.listeners.watch(watcher);
	}

	TopicListeners listeners() {
		return this.listeners;
	}

	@Override
	public void message(TopicMessage message) {
		this.listeners.tell((listener) -> listener.received(message));
		this.sender.send(this.members.values(), message);
	}

	@Override
	public void lost(Joined.Lost why) {
		this.parts.log().lost(this.key, why);
		this.listeners.tell(TopicListener::interrupted);
		for (Membership membership : this.members.values()) {
			if (membership.hears()) {
				this.sender.lost(membership.member(), this.feed.last(), why);
			}
			else if (why == Joined.Lost.FORKED) {
				membership.missesFork();
			}
		}
	}

	@Override
	public void changed(Presences.Change change) {
		this.listeners.tell((listener) -> listener.changed(change));
	}

}
