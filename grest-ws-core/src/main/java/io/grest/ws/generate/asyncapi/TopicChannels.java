package io.grest.ws.generate.asyncapi;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.grest.ws.contract.ContractMethod.Mode;
import io.grest.ws.contract.ContractTopic;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.generate.model.Annotations;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.type.Site;
import io.grest.ws.topic.engine.Retention;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of the topics of a contract, each as a channel. A topic has no connection of its
 * own: its messages are those that the contract's channel has for clients.
 */
final class TopicChannels {

	private static final String TOPIC = "x-grest-topic";

	private final SocketContract<?, ?> contract;

	private final Components components;

	private final BiFunction<SocketContract<?, ?>, ContractTopic, @Nullable Retention> retention;

	TopicChannels(SocketContract<?, ?> contract, Components components,
			BiFunction<SocketContract<?, ?>, ContractTopic, @Nullable Retention> retention) {
		this.contract = contract;
		this.components = components;
		this.retention = retention;
	}

	/**
	 * Write the topics.
	 * @param channels the object to add their channels to, with that of the contract
	 */
	void write(ObjectNode channels) {
		JsonNode messages = channels.path(this.contract.name()).path("messages");
		this.contract.topics()
			.forEach((topic) -> channels.set(name(topic.pattern(), channels), channel(topic, messages)));
	}

	// Tools decode names, in which they refuse a query and a fragment.
	private String name(String pattern, ObjectNode channels) {
		String name = this.contract.name() + ".topic." + pattern.replaceAll("[?#]", "_");
		while (channels.has(name)) {
			name += "_";
		}
		return name;
	}

	private ObjectNode channel(ContractTopic topic, JsonNode messages) {
		ObjectNode channel = Components.object();
		channel.put("address", address(topic.pattern()));
		channel.put("title", topic.pattern());
		channel.put("description", description(topic));
		List<String> published = published();
		if (!published.isEmpty()) {
			ObjectNode references = channel.putObject("messages");
			published.forEach((name) -> references.set(name, messages.path(name).deepCopy()));
		}
		List<String> variables = topic.variables();
		if (!variables.isEmpty()) {
			ObjectNode parameters = channel.putObject("parameters");
			variables.forEach((variable) -> parameters.putObject(variable).put("description", "text without a colon"));
		}
		describe(channel, topic);
		return channel;
	}

	// An address has neither a query nor a fragment.
	private static String address(String pattern) {
		return pattern.replace("?", "%3F").replace("#", "%23");
	}

	private String description(ContractTopic topic) {
		return "Topic of `" + this.contract.name() + "`: the server publishes messages to those connections of `"
				+ this.contract.name()
				+ "` that it has added. The address is no URL, and a client does not subscribe to"
				+ " it: messages arrive by the connection to the channel `" + this.contract.name() + "`."
				+ (topic.hasHistory() ? " The server keeps the last messages, for members that missed some." : "")
				+ ((topic.memberType() != null) ? " The server knows the members on all nodes." : "");
	}

	// What is answered is asked of each member by itself.
	private List<String> published() {
		return this.contract.clientMethods()
			.stream()
			.filter((method) -> method.mode() == Mode.FIRE_AND_FORGET)
			.map((method) -> "client." + method.name())
			.toList();
	}

	private void describe(ObjectNode channel, ContractTopic topic) {
		ObjectNode extension = channel.putObject(TOPIC);
		extension.put("contract", this.contract.name());
		extension.put("history", topic.hasHistory());
		Retention retention = topic.hasHistory() ? this.retention.apply(this.contract, topic) : null;
		if (retention != null) {
			extension.putObject("retention")
				.put("maxSize", retention.maxSize())
				.put("maxAge", retention.maxAge().toString());
		}
		if (topic.memberType() != null) {
			JsonType member = this.components.read(topic.memberType(),
					Site.of(Direction.WRITTEN, "member of the topic '" + topic.pattern() + "'", Annotations.NONE));
			extension.set("member", this.components.schema(member));
			this.components.explain(channel, Stream.of(member));
		}
	}

}
