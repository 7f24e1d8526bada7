package io.grest.ws.topic;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.ContractTopic;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.call.NamedCall;
import io.grest.ws.internal.call.ReturnAdapter;
import io.grest.ws.internal.reflect.ContractProxy;
import io.grest.ws.internal.topic.LocalTopic;
import io.grest.ws.internal.topic.NodeCalls;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Topic of a contract on this node's engine.
 *
 * @param <R> the methods of a client
 */
final class DefaultSocketTopic<R> implements SocketTopic<R> {

	private static final int PAGE = 100;

	private static final boolean TRANSACTIONS_PRESENT = ClassUtils
		.isPresent("org.springframework.transaction.TransactionManager", DefaultSocketTopic.class.getClassLoader());

	private final DefaultSockets<R> sockets;

	private final ContractTopic declared;

	private final TopicKey key;

	private final Class<R> remoteType;

	private final boolean afterCommit;

	DefaultSocketTopic(DefaultSockets<R> sockets, ContractTopic declared, TopicKey key) {
		this(sockets, declared, key, false);
	}

	private DefaultSocketTopic(DefaultSockets<R> sockets, ContractTopic declared, TopicKey key, boolean afterCommit) {
		this.afterCommit = afterCommit;
		this.sockets = sockets;
		this.declared = declared;
		this.key = key;
		this.remoteType = sockets.contract().clientType();
	}

	DefaultSockets<R> sockets() {
		return this.sockets;
	}

	TopicKey key() {
		return this.key;
	}

	@Override
	public String name() {
		return this.key.name();
	}

	// Members

	@Override
	public Mono<Joined> add(SocketConnection<R> connection) {
		return add(connection, (join) -> {
		});
	}

	@Override
	public Mono<Joined> add(SocketConnection<R> connection, Consumer<TopicJoin> join) {
		TopicJoin asked = new TopicJoin();
		join.accept(asked);
		check(connection);
		Member member = asked.member().map((shown) -> Member.of(this, this.declared, connection, shown)).orElse(null);
		Mono<Joined> joined = join(connection, asked.since().orElse(null));
		return (member != null) ? begun(
				joined.doOnError((ex) -> showLater(member)).flatMap((outcome) -> member.enter().thenReturn(outcome)))
				: joined;
	}

	// It hears the topic once the engine can be reached, and is to be shown then too.
	private static void showLater(Member member) {
		member.enter().subscribe(null, (ex) -> {
			// Tried again.
		});
	}

	/**
	 * Add a connection to a topic that shows nobody.
	 */
	Mono<Joined> join(SocketConnection<R> connection) {
		return join(connection, null);
	}

	private Mono<Joined> join(SocketConnection<R> connection, @Nullable Position since) {
		return this.sockets.hub().add(this.key, connection, since);
	}

	private void check(SocketConnection<R> connection) {
		Assert.isTrue(connection instanceof GroupMember, "Only connections opened by this library can join a topic");
		Assert.isTrue(connection.contract() == this.sockets.contract(), () -> connection + " is of "
				+ connection.contract() + ", but the topic '" + name() + "' is of " + this.sockets.contract());
	}

	// Begins at once, and replays its outcome.
	private static <T> Mono<T> begun(Mono<T> work) {
		Mono<T> outcome = work.cache();
		outcome.subscribe(null, (ex) -> {
			// Whoever waits for the outcome is told.
		});
		return outcome;
	}

	@Override
	public Mono<Joined> live(SocketConnection<R> connection, Publisher<?> load) {
		check(connection);
		checkHistory("have a position");
		return this.sockets.hub().live(this.key, connection, load);
	}

	@Override
	public void remove(SocketConnection<R> connection) {
		check(connection);
		LocalTopic topic = this.sockets.hub().find(this.key);
		if (topic != null) {
			topic.remove((GroupMember) connection);
		}
	}

	@Override
	public SocketGroup<R> local() {
		return new TopicGroup<>(this, this.remoteType);
	}

	// Messages

	@Override
	public R remote() {
		return proxy(null);
	}

	@Override
	public R except(SocketConnection<R> connection) {
		return proxy(connection.id());
	}

	private R proxy(@Nullable String except) {
		return ContractProxy.create(this.remoteType, (method, payload) -> send(method, payload, except),
				this.remoteType.getSimpleName() + " of the topic " + this.key);
	}

	private @Nullable Object send(Method method, @Nullable Object payload, @Nullable String except) {
		ContractMethod message = message(method);
		ReturnAdapter returns = ReturnAdapter.of(message);
		if (returns == ReturnAdapter.MESSAGE) {
			Assert.state(!this.afterCommit || Transactions.isOnThread(),
					() -> "There is no transaction on this thread that " + message.path()
							+ " could wait for: in a reactive one, use publish(...) and subscribe to it");
			publish(message, payload, except, null);
			return null;
		}
		return returns.adapt(message.path(), Mono.defer(() -> publish(message, payload, except, null)).then());
	}

	@Override
	public Mono<Position> publish(Consumer<R> call) {
		return publish(call, (String) null);
	}

	@Override
	public Mono<Position> publish(Consumer<R> call, @Nullable String key) {
		if (key != null) {
			checkHistory("remember the key of a message");
		}
		NamedCall named = NamedCall.ofAny(this.remoteType, (remote) -> {
			call.accept(remote);
			return null;
		});
		return publish(message(named.method()), named.payload(), null, key);
	}

	private Mono<Position> publish(ContractMethod message, @Nullable Object payload, @Nullable String except,
			@Nullable String key) {
		byte[] json = this.sockets.methods().write(message, payload);
		Envelope envelope = new Envelope(message.path(), except, null, json);
		if (!this.afterCommit) {
			return this.sockets.hub().publish(this.key, envelope, key);
		}
		Supplier<Mono<Position>> later = () -> this.sockets.hub().publish(this.key, envelope, key);
		return Transactions.isOnThread() ? Transactions.afterCommitOfThread(later)
				: Transactions.afterCommitOfContext(later);
	}

	@Override
	public SocketTopic<R> afterCommit() {
		Assert.state(TRANSACTIONS_PRESENT, "There are no transactions to wait for: spring-tx is not on the class path");
		return new DefaultSocketTopic<>(this.sockets, this.declared, this.key, true);
	}

	private ContractMethod message(Method method) {
		ContractMethod known = this.sockets.methods().method(method);
		if (known.isAnswered()) {
			throw new UnsupportedOperationException(known.path()
					+ " has an answer, and a topic cannot return one for all members: annotate it with @OneWay, or ask(...)"
					+ " all members");
		}
		return known;
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> Flux<Answer<T>> ask(Function<R, Mono<T>> call, Duration timeout) {
		NamedCall named = NamedCall.ofAny(this.remoteType, call::apply);
		ContractMethod method = this.sockets.methods().method(named.method());
		Assert.isTrue(method.isAnswered() && !method.isStreaming(),
				() -> method.path() + " has no answer, or a stream for one: ask an answered method");
		byte[] json = this.sockets.methods().write(method, named.payload());
		return this.sockets.calls()
			.ask(this.sockets.methods(), name(), method, json, timeout)
			.map((NodeCalls.Reply reply) -> new Answer<>(reply.connection(), (T) reply.value(), reply.error()));
	}

	/**
	 * Count the members on all nodes.
	 */
	Mono<Long> count() {
		return this.sockets.calls().count(this.sockets.methods(), name());
	}

	// History

	@Override
	public Mono<Position> position() {
		checkHistory("have a position");
		return this.sockets.hub().top(this.key);
	}

	@Override
	public Flux<TopicMessage> history(Position since, int limit) {
		checkHistory("be read");
		Assert.isTrue(limit > 0, () -> "limit is " + limit + ": it must be positive");
		return page(since, limit).expand((page) -> {
			List<TopicMessage> messages = page.messages();
			Position last = messages.isEmpty() ? null : messages.get(messages.size() - 1).position();
			return (last == null || messages.size() < PAGE) ? Mono.empty() : page(last, PAGE);
		}).concatMapIterable(Page::messages).take(limit);
	}

	private Mono<Page> page(Position since, int limit) {
		return this.sockets.hub().read(this.key, since, Math.min(limit, PAGE)).map((page) -> {
			if (page.state() != Page.State.WHOLE) {
				throw new NotFoundException("Not all messages of the topic '" + name() + "' since " + since
						+ " are there any more: " + page.state());
			}
			return page;
		});
	}

	private void checkHistory(String what) {
		Assert.state(this.key.hasHistory(),
				() -> "The topic '" + this.declared.pattern() + "' has no history, and cannot " + what
						+ ": declare it in the contract, .topic(\"" + this.declared.pattern()
						+ "\", (topic) -> topic.history())");
	}

	@Override
	public <M> TopicPresence<M> presence(Class<M> memberType) {
		Assert.state(this.declared.memberType() == memberType,
				() -> "The topic '" + this.declared.pattern() + "' shows "
						+ ((this.declared.memberType() != null) ? this.declared.memberType().getName() : "no members")
						+ ": declare it in the contract, .topic(\"" + this.declared.pattern()
						+ "\", (topic) -> topic.presence(" + memberType.getSimpleName() + ".class))");
		return new DefaultTopicPresence<>(this.sockets, this.key, memberType);
	}

	/**
	 * Return the name of the topic.
	 */
	@Override
	public String toString() {
		return "topic " + this.key;
	}

}
