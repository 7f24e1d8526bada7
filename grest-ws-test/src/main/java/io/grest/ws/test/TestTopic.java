package io.grest.ws.test;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.ContractTopic;
import io.grest.ws.internal.call.NamedCall;
import io.grest.ws.internal.call.ReturnAdapter;
import io.grest.ws.internal.reflect.ContractProxy;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.topic.Answer;
import io.grest.ws.topic.Present;
import io.grest.ws.topic.PresenceChange;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.TopicJoin;
import io.grest.ws.topic.TopicPresence;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;

/**
 * Topic of {@link TestSockets}, with the connections that were added.
 *
 * @param <R> the methods of a client
 */
final class TestTopic<R> implements SocketTopic<R> {

	private static final PayloadCodec CODEC = new PayloadCodec();

	private final TestSockets<R> sockets;

	private final ContractTopic declared;

	private final String name;

	private final Class<R> remoteType;

	private final TestHistory history = new TestHistory();

	private final Sinks.Many<PresenceChange<Object>> changes = Sinks.many().multicast().directBestEffort();

	// All below is guarded by this.
	private final Set<SocketConnection<R>> members = new LinkedHashSet<>();

	private final Map<String, Present<Object>> shown = new LinkedHashMap<>();

	TestTopic(TestSockets<R> sockets, ContractTopic declared, String name) {
		this.sockets = sockets;
		this.declared = declared;
		this.name = name;
		this.remoteType = sockets.contract().clientType();
	}

	@Override
	public String name() {
		return this.name;
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
		Object member = asked.member().orElse(null);
		if (member != null) {
			show(new Present<>(String.valueOf(connection.id()), null, member));
		}
		synchronized (this) {
			this.members.add(connection);
			return Mono.just(new Joined(this.declared.hasHistory() ? this.history.top() : null, 0, null));
		}
	}

	/**
	 * Show members, whether they were added or not.
	 */
	@SuppressWarnings("unchecked")
	void show(Present<?>... members) {
		Class<?> type = this.declared.memberType();
		for (Present<?> each : members) {
			Assert.isTrue(type != null && type.isInstance(each.member()),
					() -> "The topic '" + this.declared.pattern() + "' does not show " + each.member()
							+ ": declare its type in the contract, .topic(\"" + this.declared.pattern()
							+ "\", (topic) -> topic.presence(...))");
			synchronized (this) {
				this.shown.put(each.connection(), (Present<Object>) each);
			}
			this.changes.tryEmitNext(new PresenceChange<>(List.of((Present<Object>) each), List.of()));
		}
	}

	@Override
	public Mono<Joined> live(SocketConnection<R> connection, Publisher<?> load) {
		checkHistory();
		Mono<Joined> joined = Flux.from(load).then(Mono.defer(() -> add(connection))).cache();
		joined.subscribe(null, (ex) -> {
			// Whoever waits for the outcome is told.
		});
		return joined;
	}

	@Override
	public void remove(SocketConnection<R> connection) {
		Present<Object> left;
		synchronized (this) {
			this.members.remove(connection);
			left = this.shown.remove(String.valueOf(connection.id()));
		}
		if (left != null) {
			this.changes.tryEmitNext(new PresenceChange<>(List.of(), List.of(left.connection())));
		}
	}

	synchronized List<SocketConnection<R>> members() {
		return List.copyOf(this.members);
	}

	@Override
	public SocketGroup<R> local() {
		return new TestGroup<>(this, this.remoteType);
	}

	// Messages

	ContractMethod method(Method method) {
		return this.sockets.contract()
			.clientMethods()
			.stream()
			.filter((known) -> known.method().equals(method))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(method + " is not a method of the contract"));
	}

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
				this.remoteType.getSimpleName() + " of the topic " + this.name);
	}

	@Nullable Object send(Method method, @Nullable Object payload, @Nullable String except) {
		ContractMethod message = message(method);
		ReturnAdapter returns = ReturnAdapter.of(message);
		if (returns == ReturnAdapter.MESSAGE) {
			record(message, payload, except);
			return null;
		}
		return returns.adapt(message.path(), Mono.fromRunnable(() -> record(message, payload, except)));
	}

	ContractMethod message(Method method) {
		ContractMethod known = method(method);
		if (known.isAnswered()) {
			throw new UnsupportedOperationException(known.path()
					+ " has an answer, and a topic cannot return one for all members: annotate it with @OneWay, or ask(...)"
					+ " all members");
		}
		return known;
	}

	private @Nullable Position record(ContractMethod message, @Nullable Object payload, @Nullable String except) {
		this.sockets.published(this.name).record(message, payload, except);
		if (!this.declared.hasHistory()) {
			return null;
		}
		byte[] json = (payload != null) ? CODEC.mapper().writeValueAsString(payload).getBytes(StandardCharsets.UTF_8)
				: null;
		return this.history.add(new Envelope(message.path(), except, null, json));
	}

	/**
	 * Return this topic: there is no transaction to wait for.
	 */
	@Override
	public SocketTopic<R> afterCommit() {
		return this;
	}

	@Override
	public Mono<Position> publish(Consumer<R> call) {
		return Mono.justOrEmpty(record(call));
	}

	private @Nullable Position record(Consumer<R> call) {
		NamedCall named = NamedCall.ofAny(this.remoteType, (remote) -> {
			call.accept(remote);
			return null;
		});
		return record(message(named.method()), named.payload(), null);
	}

	@Override
	public Mono<Position> publish(Consumer<R> call, String key) {
		checkHistory();
		return Mono.just(this.history.once(key, () -> Objects.requireNonNull(record(call))));
	}

	@Override
	public <T> Flux<Answer<T>> ask(Function<R, Mono<T>> call, Duration timeout) {
		ContractMethod method = method(NamedCall.ofAny(this.remoteType, call::apply).method());
		Assert.isTrue(method.isAnswered() && !method.isStreaming(),
				() -> method.path() + " has no answer, or a stream for one: ask an answered method");
		return Flux.defer(() -> Flux.fromIterable(members())).flatMap((member) -> answer(member, call)).take(timeout);
	}

	private static <R, T> Mono<Answer<T>> answer(SocketConnection<R> member, Function<R, Mono<T>> call) {
		return Mono.defer(() -> call.apply(member.remote()))
			.map((value) -> new Answer<>(member.id(), value, null))
			.defaultIfEmpty(new Answer<>(member.id(), null, null))
			.onErrorResume(RuntimeException.class, (ex) -> Mono.just(new Answer<>(member.id(), null, ex)));
	}

	// History

	private void checkHistory() {
		Assert.state(this.declared.hasHistory(),
				() -> "The topic '" + this.declared.pattern()
						+ "' has no history: declare it in the contract, .topic(\"" + this.declared.pattern()
						+ "\", (topic) -> topic.history())");
	}

	@Override
	public Mono<Position> position() {
		checkHistory();
		return Mono.fromSupplier(this.history::top);
	}

	@Override
	public Flux<TopicMessage> history(Position since, int limit) {
		checkHistory();
		Assert.isTrue(limit > 0, () -> "limit is " + limit + ": it must be positive");
		return Flux.defer(() -> Flux.fromIterable(this.history.after(since))).take(limit);
	}

	@Override
	public <M> TopicPresence<M> presence(Class<M> memberType) {
		Assert.state(this.declared.memberType() == memberType,
				() -> "The topic '" + this.declared.pattern() + "' does not show " + memberType.getName()
						+ ": declare it in the contract, .topic(\"" + this.declared.pattern()
						+ "\", (topic) -> topic.presence(" + memberType.getSimpleName() + ".class))");
		return new Presence<>();
	}

	/**
	 * Return a text with the name of the topic.
	 */
	@Override
	public String toString() {
		return "topic " + this.name;
	}

	static @Nullable Object invoke(Method method, @Nullable Object payload, Object target) {
		ReflectionUtils.makeAccessible(method);
		return (method.getParameterCount() == 0) ? ReflectionUtils.invokeMethod(method, target)
				: ReflectionUtils.invokeMethod(method, target, payload);
	}

	/**
	 * Members that the topic shows.
	 *
	 * @param <M> the type that the contract declares
	 */
	private final class Presence<M> implements TopicPresence<M> {

		@Override
		@SuppressWarnings({ "unchecked", "rawtypes" })
		public Mono<List<Present<M>>> list() {
			return Mono.fromSupplier(() -> {
				synchronized (TestTopic.this) {
					// The type was checked when a member was shown.
					return (List) List.copyOf(TestTopic.this.shown.values());
				}
			});
		}

		@Override
		public Mono<Long> count() {
			return list().map((members) -> (long) members.size());
		}

		@Override
		@SuppressWarnings({ "unchecked", "rawtypes" })
		public Flux<PresenceChange<M>> changes() {
			return (Flux) TestTopic.this.changes.asFlux();
		}

	}

}
