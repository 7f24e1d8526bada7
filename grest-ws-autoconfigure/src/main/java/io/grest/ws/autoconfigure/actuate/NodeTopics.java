package io.grest.ws.autoconfigure.actuate;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import io.grest.ws.autoconfigure.actuate.TopicsDescriptor.PatternDescriptor;
import io.grest.ws.autoconfigure.actuate.TopicsDescriptor.Subscribed;
import io.grest.ws.autoconfigure.actuate.TopicsDescriptor.TopicDescriptor;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.SocketUser;
import io.grest.ws.topic.SubscribedPattern;
import io.grest.ws.topic.SubscribedTopic;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.SocketNode;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Topics of this node, and the other nodes, as the endpoint shows them.
 */
final class NodeTopics {

	private static final int MOST_TOPICS = 100;

	private static final Duration TO_LIST = Duration.ofSeconds(2);

	private static final Duration TO_PUBLISH = Duration.ofSeconds(5);

	private final SocketTopics topics;

	private final EndpointValues values;

	NodeTopics(SocketTopics topics, EndpointValues values) {
		this.topics = topics;
		this.values = values;
	}

	String node() {
		return this.topics.node();
	}

	/**
	 * Return the nodes that are alive. Blocks, as endpoints may.
	 * @return the nodes, none if the engine does not answer within 2 s
	 */
	List<SocketNode> nodes() {
		List<SocketNode> nodes = this.topics.nodes().next().timeout(TO_LIST).onErrorReturn(List.of()).block();
		return (nodes != null) ? nodes : List.of();
	}

	/**
	 * Describe the topics.
	 * @param contract the name of a contract, {@code null} for all
	 * @param shown whether to show the names of topics
	 * @return the description
	 */
	TopicsDescriptor describe(@Nullable String contract, boolean shown) {
		Predicate<String> isWanted = (name) -> contract == null || contract.equals(name);
		List<PatternDescriptor> patterns = this.topics.patterns()
			.stream()
			.filter((pattern) -> isWanted.test(pattern.contract()))
			.map(NodeTopics::describe)
			.toList();
		List<TopicDescriptor> subscribed = this.topics.subscribed((contract != null) ? Integer.MAX_VALUE : MOST_TOPICS)
			.stream()
			.filter((topic) -> isWanted.test(topic.contract()))
			.limit(MOST_TOPICS)
			.map((topic) -> describe(topic, shown))
			.toList();
		return new TopicsDescriptor(this.topics.status(), patterns,
				new Subscribed(patterns.stream().mapToInt(PatternDescriptor::topics).sum(), subscribed));
	}

	private static PatternDescriptor describe(SubscribedPattern pattern) {
		return new PatternDescriptor(pattern.contract(), pattern.pattern(), pattern.retention(),
				ContractDescriptor.nameOf(pattern.memberType()), pattern.topics(), pattern.members());
	}

	private TopicDescriptor describe(SubscribedTopic topic, boolean shown) {
		Position position = topic.position();
		return new TopicDescriptor(topic.contract(), topic.pattern(), this.values.show("topic", topic.name(), shown),
				topic.members(), (position != null) ? position.toString() : null);
	}

	/**
	 * Close the connections of a user on the other nodes. Blocks, as endpoints may.
	 * @param contracts the contracts
	 * @param name the name of the user
	 * @param code the close code
	 * @param reason the reason
	 * @throws RuntimeException if the engine does not take it within 5 s
	 */
	void close(Collection<SocketContract<?, ?>> contracts, String name, int code, String reason) {
		onAllNodes(contracts, name, (user) -> user.close(code, reason));
	}

	/**
	 * Ask a user for new credentials on the other nodes. Blocks, as endpoints may.
	 * @param contracts the contracts
	 * @param name the name of the user
	 * @throws RuntimeException if the engine does not take it within 5 s
	 */
	void refresh(Collection<SocketContract<?, ?>> contracts, String name) {
		onAllNodes(contracts, name, SocketUser::refresh);
	}

	private void onAllNodes(Collection<SocketContract<?, ?>> contracts, String name,
			Function<SocketUser<?>, Mono<Void>> call) {
		if (this.topics.isShared()) {
			Flux.fromIterable(contracts)
				.flatMap((contract) -> call.apply(this.topics.sockets(contract).user(name)))
				.then()
				.block(TO_PUBLISH);
		}
	}

}
