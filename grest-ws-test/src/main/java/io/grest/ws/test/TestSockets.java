package io.grest.ws.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.ContractTopic;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.internal.call.ReturnAdapter;
import io.grest.ws.internal.reflect.ContractProxy;
import io.grest.ws.topic.DetachedStream;
import io.grest.ws.topic.Present;
import io.grest.ws.topic.RemoteConnection;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.SocketUser;
import io.grest.ws.topic.Sockets;
import io.grest.ws.topic.engine.SocketNode;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;
import org.springframework.util.function.SingletonSupplier;

/**
 * {@link Sockets} for unit tests of the code that publishes: it records what was
 * published, without an engine, a server or an application context. Connections may be of
 * any kind, such as mocks. Safe to use from any thread.
 *
 * <pre class="code">
 * TestSockets&lt;ChatClient&gt; sockets = TestSockets.of(contract);
 * new Announcements(sockets).announce("Lunch");
 * sockets.published("room:kitchen").expect(ChatClient::newMessage).matching(message -&gt; message.text().equals("Lunch"));
 * sockets.verify();
 * </pre>
 *
 * @param <R> the methods of a client
 * @since 0.1.0
 */
public final class TestSockets<R> implements Sockets<R> {

	private static final Duration TO_START = Duration.ofSeconds(10);

	private static final String EVERYONE = "~all";

	private static final String USER = "~user/";

	private static final String CONNECTION = "~connection/";

	private final SocketContract<?, R> contract;

	private final Map<String, PublishedMessages<R>> published = new ConcurrentHashMap<>();

	private final Map<String, TestTopic<R>> topics = new ConcurrentHashMap<>();

	private final Map<String, Long> online = new ConcurrentHashMap<>();

	private final List<String> closed = new CopyOnWriteArrayList<>();

	private final List<String> refreshed = new CopyOnWriteArrayList<>();

	private final SingletonSupplier<SocketTopics> streams = SingletonSupplier.of(TestSockets::startTopics);

	private TestSockets(SocketContract<?, R> contract) {
		this.contract = contract;
	}

	/**
	 * Create sockets of a contract.
	 * @param contract the contract
	 * @param <R> the methods of a client
	 * @return the sockets, to which nothing was published
	 */
	public static <R> TestSockets<R> of(SocketContract<?, R> contract) {
		return new TestSockets<>(contract);
	}

	private static SocketTopics startTopics() {
		SocketTopics topics = SocketTopics.builder().build();
		topics.start().block(TO_START);
		return topics;
	}

	SocketContract<?, R> contract() {
		return this.contract;
	}

	// What the test asks

	/**
	 * Return what was published to a topic.
	 * @param topic the name of the topic, such as {@code room:42}
	 * @return the messages
	 */
	public PublishedMessages<R> published(String topic) {
		return this.published.computeIfAbsent(topic, (name) -> new PublishedMessages<>(this.contract, name));
	}

	/**
	 * Return what was published to a user.
	 * @param name the name of the user
	 * @return the messages
	 */
	public PublishedMessages<R> publishedToUser(String name) {
		return published(USER + name);
	}

	/**
	 * Return what was published to all clients.
	 * @return the messages
	 */
	public PublishedMessages<R> publishedToEveryone() {
		return published(EVERYONE);
	}

	/**
	 * Return the messages that were sent to a connection through {@link #connection}.
	 * @param id the id of the connection
	 * @return the messages
	 */
	public PublishedMessages<R> sentTo(String id) {
		return published(CONNECTION + id);
	}

	/**
	 * Set the number of connections of a user, 0 by default.
	 * @param name the name of the user
	 * @param connections the number
	 * @return this
	 */
	public TestSockets<R> online(String name, long connections) {
		this.online.put(name, connections);
		return this;
	}

	/**
	 * Return the users whose connections were closed.
	 * @return the names, in the order of the calls
	 */
	public List<String> closedUsers() {
		return List.copyOf(this.closed);
	}

	/**
	 * Return the users who were asked for new credentials.
	 * @return the names, in the order of the calls
	 */
	public List<String> refreshedUsers() {
		return List.copyOf(this.refreshed);
	}

	/**
	 * Show members of a topic that are connected elsewhere. Those that the code under
	 * test adds are shown beside them.
	 * @param topic the topic, of {@link #topic}
	 * @param members the members, of the type that the contract declares
	 * @return this
	 */
	public TestSockets<R> present(SocketTopic<R> topic, Present<?>... members) {
		TestTopic<R> shown = this.topics.get(topic.name());
		Assert.isTrue(shown == topic, () -> topic + " is no topic of these sockets: use topic(...)");
		shown.show(members);
		return this;
	}

	/**
	 * Fail if anything was published that the test did not expect, or if an expectation
	 * is unfinished.
	 */
	public void verify() {
		List<String> faults = new ArrayList<>();
		this.published.values().forEach((messages) -> messages.gather(faults));
		if (!faults.isEmpty()) {
			throw new AssertionError(this + "\n  " + String.join("\n  ", faults));
		}
	}

	// What the code under test uses

	@Override
	public SocketTopic<R> topic(String pattern, Object... variables) {
		ContractTopic declared = this.contract.topics()
			.stream()
			.filter((topic) -> topic.pattern().equals(pattern))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					this.contract + " declares no topic '" + pattern + "': add .topic(\"" + pattern + "\") to it"));
		return topic(declared, declared.name(variables));
	}

	private TestTopic<R> topic(ContractTopic declared, String name) {
		return this.topics.computeIfAbsent(name, (same) -> new TestTopic<>(this, declared, name));
	}

	private TestTopic<R> own(String name) {
		return topic(new ContractTopic(name, false, null), name);
	}

	/**
	 * Return the connections of a user, as many as the test has
	 * {@linkplain #online(String, long) set}.
	 */
	@Override
	public SocketUser<R> user(String name) {
		Assert.hasText(name, "Name of a user must not be empty");
		return new User(name, own(USER + name));
	}

	@Override
	public SocketTopic<R> everyone() {
		return own(EVERYONE);
	}

	/**
	 * Return a connection. Its messages are recorded. Its answered methods are those of
	 * the member of a topic with this id, and fail with {@link NotFoundException} if
	 * there is none.
	 */
	@Override
	public RemoteConnection<R> connection(String id) {
		return new Remote(id);
	}

	/**
	 * Return a stream, which is produced and kept in memory.
	 */
	@Override
	public <T> DetachedStream<T> stream(String owner, String id, Class<T> type) {
		return this.streams.obtain().sockets(this.contract).stream(owner, id, type);
	}

	/**
	 * Return one node.
	 */
	@Override
	public Flux<List<SocketNode>> nodes() {
		return Flux.concat(Mono.just(List.of(new SocketNode("test", Instant.EPOCH, 0))), Mono.never());
	}

	private Optional<SocketConnection<R>> member(String id) {
		return this.topics.values()
			.stream()
			.flatMap((topic) -> topic.local().connections().stream())
			.filter((connection) -> id.equals(connection.id()))
			.findFirst();
	}

	/**
	 * Return a description with the contract.
	 */
	@Override
	public String toString() {
		return "TestSockets of " + this.contract;
	}

	/**
	 * User whose connections are counted by the test.
	 */
	private final class User implements SocketUser<R> {

		private final String name;

		private final TestTopic<R> topic;

		User(String name, TestTopic<R> topic) {
			this.name = name;
			this.topic = topic;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public R remote() {
			return this.topic.remote();
		}

		@Override
		public Mono<Void> publish(Consumer<R> call) {
			return this.topic.publish(call).then();
		}

		@Override
		public Mono<Long> online() {
			return Mono.fromSupplier(() -> TestSockets.this.online.getOrDefault(this.name, 0L));
		}

		@Override
		public Mono<Void> close(int code, String reason) {
			TestSockets.this.closed.add(this.name);
			TestSockets.this.online.remove(this.name);
			return Mono.empty();
		}

		@Override
		public Mono<Void> refresh() {
			TestSockets.this.refreshed.add(this.name);
			return Mono.empty();
		}

	}

	/**
	 * Connection that is one of the members, if it is answered.
	 */
	private final class Remote implements RemoteConnection<R> {

		private final String id;

		Remote(String id) {
			this.id = id;
		}

		@Override
		public String id() {
			return this.id;
		}

		@Override
		public R remote() {
			TestTopic<R> topic = own(CONNECTION + this.id);
			return ContractProxy.create(
					TestSockets.this.contract.clientType(), (method, payload) -> topic.method(method).isAnswered()
							? answer(topic.method(method), payload) : topic.send(method, payload, null),
					"connection " + this.id);
		}

		private @Nullable Object answer(ContractMethod method, @Nullable Object payload) {
			return member(this.id).map((member) -> TestTopic.invoke(method.method(), payload, member.remote()))
				.orElseGet(() -> ReturnAdapter.of(method)
					.adapt(method.path(), Mono.error(new NotFoundException("No node has a connection " + this.id))));
		}

	}

}
