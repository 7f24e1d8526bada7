package io.grest.ws.topic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.ContractTopic;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.BadRequestException;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.topic.ContractAnswers;
import io.grest.ws.internal.topic.DetachedStreams;
import io.grest.ws.internal.topic.NodeCalls;
import io.grest.ws.internal.topic.Revocations;
import io.grest.ws.internal.topic.StoredStream;
import io.grest.ws.internal.topic.StreamItems;
import io.grest.ws.internal.topic.TopicHub;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.SocketNode;
import io.grest.ws.topic.engine.TopicKey;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.util.Assert;

/**
 * Clients of one contract, through the topics of this node.
 *
 * @param <R> the methods of a client
 */
final class DefaultSockets<R> implements Sockets<R> {

	// Names that no pattern of a contract can make.
	private static final String EVERYONE = "~all";

	private static final String USER = "~user/";

	private static final String USERS = USER + "{name}";

	private static final String STREAM = "~stream/";

	private static final String STREAMS = STREAM + "{owner}/{id}";

	private static final Pattern STREAM_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

	// The begin, the end, and requests to stop.
	private static final int BESIDE_ITEMS = 100;

	private final SocketContract<?, R> contract;

	private final Payloads payloads;

	private final TopicHub hub;

	private final NodeCalls calls;

	private final Revocations revocations;

	private final DetachedStreams streams;

	private final SocketTopics.Builder settings;

	private final ContractAnswers methods;

	private final Map<String, ContractTopic> declared = new LinkedHashMap<>();

	private final Map<ContractTopic, Retention> retentions = new LinkedHashMap<>();

	private final Map<String, Predicate<String>> names = new LinkedHashMap<>();

	DefaultSockets(SocketContract<?, R> contract, Payloads payloads, TopicHub hub, NodeCalls calls,
			Revocations revocations, DetachedStreams streams, SocketTopics.Builder settings) {
		this.contract = contract;
		this.payloads = payloads;
		this.hub = hub;
		this.calls = calls;
		this.revocations = revocations;
		this.streams = streams;
		this.settings = settings;
		this.methods = new ContractAnswers(contract, payloads);
		calls.add(this.methods);
		for (ContractTopic topic : contract.topics()) {
			this.declared.put(topic.pattern(), topic);
			this.names.put(topic.pattern(), topic.names());
			if (topic.hasHistory()) {
				this.retentions.put(topic, retention(topic));
			}
		}
	}

	private Retention retention(ContractTopic topic) {
		Retention retention = this.settings.retention.apply(this.contract, topic);
		Assert
			.state(!retention.replicated() || this.settings.engine.canReplicate(), () -> "The topic '" + topic.pattern()
					+ "' of " + this.contract + " is to be replicated, and " + this.settings.engine.getClass().getName()
					+ " has no second copy of a message: take another engine, or a retention that is not replicated");
		return retention;
	}

	SocketContract<?, R> contract() {
		return this.contract;
	}

	Payloads payloads() {
		return this.payloads;
	}

	TopicHub hub() {
		return this.hub;
	}

	NodeCalls calls() {
		return this.calls;
	}

	ContractAnswers methods() {
		return this.methods;
	}

	/**
	 * Return the pattern of a topic's name.
	 */
	String patternOf(String name) {
		if (name.startsWith(USER)) {
			return USERS;
		}
		if (name.startsWith(STREAM)) {
			return STREAMS;
		}
		return this.names.entrySet()
			.stream()
			.filter((pattern) -> pattern.getValue().test(name))
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(name);
	}

	/**
	 * Return the patterns of all topics, without numbers.
	 */
	Stream<SubscribedPattern> patterns() {
		Stream<SubscribedPattern> declared = this.declared.values()
			.stream()
			.map((topic) -> pattern(topic.pattern(), this.retentions.get(topic), topic.memberType()));
		return Stream.concat(declared, Stream.of(EVERYONE, USERS, STREAMS).map((name) -> pattern(name, null, null)));
	}

	private SubscribedPattern pattern(String pattern, @Nullable Retention retention, @Nullable Class<?> memberType) {
		return new SubscribedPattern(this.contract.name(), pattern, retention, memberType, 0, 0);
	}

	@Nullable String userOf(SocketConnection<?> connection) {
		return this.settings.user.resolve(connection);
	}

	@Override
	public DefaultSocketTopic<R> topic(String pattern, Object... variables) {
		ContractTopic topic = this.declared.get(pattern);
		Assert.isTrue(topic != null,
				() -> this.contract + " declares no topic '" + pattern + "': add .topic(\"" + pattern + "\") to it"
						+ (this.declared.isEmpty() ? "" : ", or name one of " + this.declared.keySet()));
		TopicKey key = new TopicKey(this.contract.name(), topic.name(variables), this.retentions.get(topic));
		if (this.contract.resume().isPresent() && key.hasHistory()) {
			TopicHub.checkName(key);
		}
		return new DefaultSocketTopic<>(this, topic, key);
	}

	/**
	 * Return the topic of a user's connections.
	 */
	static TopicKey keyOfUser(String contract, String user) {
		return new TopicKey(contract, USER + user, null);
	}

	private DefaultSocketTopic<R> own(String name) {
		return new DefaultSocketTopic<>(this, new ContractTopic(name, false, null),
				new TopicKey(this.contract.name(), name, null));
	}

	@Override
	public SocketUser<R> user(String name) {
		Assert.hasText(name, "Name of a user must not be empty");
		return new DefaultSocketUser<>(name, own(USER + name), this.revocations);
	}

	@Override
	public SocketTopic<R> everyone() {
		return own(EVERYONE);
	}

	@Override
	public RemoteConnection<R> connection(String id) {
		return new DefaultRemoteConnection<>(this, id);
	}

	@Override
	public <T> DetachedStream<T> stream(String owner, String id, Class<T> type) {
		Assert.hasText(owner, "Owner of a stream must not be empty: it keeps others from it");
		if (!STREAM_ID.matcher(id).matches()) {
			throw new BadRequestException(
					"The id of a stream has 1 to 64 letters, digits, - or _, and is chosen by whoever starts it");
		}
		DetachedOptions options = this.settings.detached;
		Retention retention = new Retention(options.maxItems() + BESIDE_ITEMS,
				options.maxDuration().plus(options.keep()));
		TopicKey key = new TopicKey(this.contract.name(), STREAM + owner + "/" + id, retention);
		return new DefaultDetachedStream<>(
				new StoredStream<>(this.streams, key, owner, new StreamItems<>(this.contract, this.payloads, type)));
	}

	@Override
	public Flux<List<SocketNode>> nodes() {
		return this.hub.nodes().list();
	}

	/**
	 * Add a client to the topics that every client joins.
	 */
	@SuppressWarnings("unchecked")
	void connected(SocketConnection<?> connection) {
		SocketConnection<R> client = (SocketConnection<R>) connection;
		own(EVERYONE).join(client);
		String user = userOf(connection);
		if (user != null) {
			own(USER + user).join(client);
		}
	}

	/**
	 * Return a text with the contract.
	 */
	@Override
	public String toString() {
		return "Sockets of " + this.contract;
	}

}
