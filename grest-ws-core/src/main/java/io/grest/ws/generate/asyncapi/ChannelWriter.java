package io.grest.ws.generate.asyncapi;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.asyncapi.AsyncApiGenerator.DescribedContract;
import io.grest.ws.handshake.SecurityScheme;
import io.grest.ws.handshake.SecurityScheme.Place;
import io.grest.ws.internal.generate.model.Annotations;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.Prose;
import io.grest.ws.internal.generate.type.Site;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of a contract as a channel and of its methods as operations. Subclasses write
 * the frames of a dialect.
 */
abstract class ChannelWriter {

	private static final int RIGHTS_ENDED = 4003;

	private final SocketContract<?, ?> contract;

	private final List<List<SecurityScheme>> security;

	private final Components components;

	private final ObjectNode messages = Components.object();

	ChannelWriter(DescribedContract described, Components components) {
		this.contract = described.contract();
		this.security = described.interceptors()
			.stream()
			.map((interceptor) -> interceptor.security())
			.filter((schemes) -> !schemes.isEmpty())
			.toList();
		this.components = components;
	}

	/**
	 * Write the contract.
	 * @param operations the object to add its operations to
	 * @return the channel
	 */
	final ObjectNode write(ObjectNode operations) {
		writeOperations(operations);
		ObjectNode channel = Components.object();
		channel.put("address", this.contract.path());
		channel.put("title", this.contract.name());
		Components.say(channel, Prose.of(this.contract.serverType()));
		Components.say(channel, description());
		channel.set("messages", this.messages);
		writeUrl(channel);
		channel.put("x-grest-dialect", this.contract.dialect().name().toLowerCase(java.util.Locale.ROOT));
		ObjectNode codes = channel.putObject("x-grest-close-codes");
		closeCodes().forEach((code, meaning) -> codes.put(Integer.toString(code), meaning));
		return channel;
	}

	abstract void writeOperations(ObjectNode operations);

	abstract String description();

	/**
	 * Return whether interceptors read the headers of the upgrade request.
	 * @return {@code false} if headers are sent in-band
	 */
	abstract boolean readsUpgradeHeaders();

	/**
	 * Return the codes that either side may close with, and their meanings.
	 * @return the meanings by code, in the order of codes
	 */
	Map<Integer, String> closeCodes() {
		Map<Integer, String> codes = new TreeMap<>();
		codes.put(SocketCloseStatus.NORMAL.code(), "the purpose is fulfilled");
		codes.put(SocketCloseStatus.GOING_AWAY.code(), "the server goes down, or the page is left");
		codes.put(SocketCloseStatus.UNSUPPORTED_DATA.code(), "a binary frame");
		codes.put(SocketCloseStatus.INVALID_PAYLOAD.code(), "text that is not UTF-8");
		codes.put(SocketCloseStatus.TOO_BIG.code(), "a message over the size limit");
		codes.put(SocketCloseStatus.INTERNAL_ERROR.code(), "the server failed");
		codes.put(SocketCloseStatus.TRY_AGAIN_LATER.code(), "overload: try again later");
		codes.put(RIGHTS_ENDED, "the rights of the client have expired or were revoked");
		codes.put(SocketCloseStatus.SLOW_CONSUMER.code(), "the client reads too slowly, or nothing was heard of it");
		return codes;
	}

	// The URL: path variables, query, headers

	private void writeUrl(ObjectNode channel) {
		ObjectNode query = (this.contract.queryType() != null) ? this.components.querySchema(this.contract.queryType())
				: Components.object();
		List<String> variables = this.contract.pathVariables();
		if (!variables.isEmpty()) {
			ObjectNode parameters = channel.putObject("parameters");
			variables.forEach((variable) -> parameters.set(variable,
					parameter(query.path("properties").path(variable).deepCopy())));
		}
		channel.set("bindings", Components.object().set("ws", binding(query, variables)));
	}

	// An AsyncAPI parameter has values and examples, which are strings, and no schema.
	private static ObjectNode parameter(JsonNode schema) {
		ObjectNode parameter = Components.object();
		addTexts(parameter, "enum", schema.path("enum"));
		addTexts(parameter, "examples", schema.path("examples"));
		if (schema.has("description")) {
			parameter.set("description", schema.path("description"));
		}
		if (schema.isObject() && !schema.isEmpty()) {
			parameter.set("x-grest-schema", schema);
		}
		return parameter;
	}

	private static void addTexts(ObjectNode parameter, String name, JsonNode values) {
		if (!values.isEmpty()) {
			ArrayNode texts = parameter.putArray(name);
			values.forEach((value) -> texts.add(value.asString()));
		}
	}

	private ObjectNode binding(ObjectNode query, List<String> variables) {
		ObjectNode properties = Components.object();
		query.path("properties")
			.properties()
			.forEach((property) -> properties.set(property.getKey(), property.getValue()));
		properties.remove(variables);
		List<String> required = new ArrayList<>();
		query.path("required").forEach((name) -> required.add(name.asString()));
		required.removeAll(variables);
		addSecrets(Place.QUERY, properties, required);
		ObjectNode binding = Components.object().put("method", "GET");
		writeObject(binding, "query", properties, required);
		writeHeaders(binding);
		return binding.put("bindingVersion", "0.1.0");
	}

	private void writeHeaders(ObjectNode binding) {
		ObjectNode properties = Components.object();
		List<String> required = new ArrayList<>();
		if (readsUpgradeHeaders()) {
			addHeaders(properties, required);
		}
		ObjectNode cookies = Components.object();
		List<String> requiredCookies = new ArrayList<>();
		addSecrets(Place.COOKIE, cookies, requiredCookies);
		if (!cookies.isEmpty()) {
			properties.putObject("cookie")
				.put("type", "string")
				.put("description", "with " + String.join(" or ", cookies.propertyNames()));
			if (!requiredCookies.isEmpty()) {
				required.add("cookie");
			}
		}
		writeObject(binding, "headers", properties, required);
	}

	private static void writeObject(ObjectNode parent, String name, ObjectNode properties, List<String> required) {
		if (!properties.isEmpty()) {
			ObjectNode schema = parent.putObject(name).put("type", "object");
			schema.set("properties", properties);
			require(schema, required);
		}
	}

	static void require(ObjectNode schema, List<String> names) {
		if (!names.isEmpty()) {
			ArrayNode required = schema.putArray("required");
			names.forEach(required::add);
		}
	}

	/**
	 * Add the headers by which a client authenticates.
	 * @param properties the object to add the schemas to, by name
	 * @param required the list to add the names of required headers to
	 */
	final void addHeaders(ObjectNode properties, List<String> required) {
		addSecrets(Place.BEARER, properties, required);
		addSecrets(Place.HEADER, properties, required);
	}

	private void addSecrets(Place place, ObjectNode properties, List<String> required) {
		for (List<SecurityScheme> alternatives : this.security) {
			for (SecurityScheme scheme : alternatives) {
				if (scheme.place() == place) {
					ObjectNode schema = properties.putObject(scheme.name()).put("type", "string");
					if (place == Place.BEARER) {
						schema.put("pattern", "^[Bb]earer .+$");
					}
					if (alternatives.size() == 1) {
						required.add(scheme.name());
					}
				}
			}
		}
	}

	// Operations

	final SocketContract<?, ?> contract() {
		return this.contract;
	}

	final List<ContractMethod> serverMethods() {
		return DeclaredOrder.of(this.contract.serverMethods(), this.contract.serverType());
	}

	final List<ContractMethod> clientMethods() {
		return DeclaredOrder.of(this.contract.clientMethods(), this.contract.clientType());
	}

	final Components components() {
		return this.components;
	}

	/**
	 * Add a message to the channel.
	 * @param name its name within the channel
	 * @param message the reference to the message
	 * @return the reference to the message as part of the channel
	 */
	final ObjectNode use(String name, ObjectNode message) {
		this.messages.set(name, message);
		return Components.reference("channels/" + this.contract.name() + "/messages/" + name);
	}

	/**
	 * Create an operation.
	 * @param action the action of the server, {@code receive} or {@code send}
	 * @param title the operation's title
	 * @param messages the references to its messages
	 * @return the operation
	 */
	final ObjectNode operation(String action, String title, List<ObjectNode> messages) {
		ObjectNode operation = Components.object().put("action", action);
		operation.set("channel", Components.reference("channels/" + this.contract.name()));
		operation.put("title", title);
		operation.putArray("messages").addAll(messages);
		if (!this.security.isEmpty()) {
			ArrayNode schemes = operation.putArray("security");
			this.security.stream()
				.flatMap(List::stream)
				.map(this.components::security)
				.distinct()
				.forEach(schemes::add);
		}
		return operation;
	}

	/**
	 * Return the type of the input of a method.
	 * @param method the method
	 * @param input whether the server reads or writes it
	 * @return the type, {@code null} if the method has no input
	 */
	final @Nullable JsonType input(ContractMethod method, Direction input) {
		return (method.inputType() != null) ? this.components.read(method.inputType(),
				Site.of(input, "input of " + placeOf(method), Annotations.of(method.method().getParameters()[0])))
				: null;
	}

	/**
	 * Return the type of the result of a method, or of the items that it answers.
	 * @param method the method
	 * @param type the Java type
	 * @param result whether the server reads or writes it
	 * @return the type
	 */
	final JsonType result(ContractMethod method, Type type, Direction result) {
		String payload = (method.mode() == ContractMethod.Mode.STREAM) ? "item of the result of " : "result of ";
		return this.components.read(type,
				Site.of(result, payload + placeOf(method), Annotations.ofResult(method.method())));
	}

	/**
	 * Return the type of the items that a method takes.
	 * @param method the method
	 * @param input whether the server reads or writes them
	 * @return the type, {@code null} if the method takes no stream
	 */
	final @Nullable JsonType inputItem(ContractMethod method, Direction input) {
		return (method.inputItemType() != null) ? this.components.read(method.inputItemType(), Site.of(input,
				"item of the input of " + placeOf(method), Annotations.of(Components.streamOf(method)).ofContent()))
				: null;
	}

	/**
	 * Return the type of the data of an error.
	 * @param error the error
	 * @return the type, {@code null} if the error has no data
	 */
	final @Nullable JsonType details(ContractError error) {
		return (error.dataType() != null) ? this.components.read(error.dataType(),
				Site.of(Direction.WRITTEN, "details of " + error.type(), Annotations.NONE)) : null;
	}

	private static String placeOf(ContractMethod method) {
		return method.method().getDeclaringClass().getSimpleName() + "." + method.name();
	}

	/**
	 * Add the reasons why payloads of an operation are not described in full.
	 * @param operation the operation
	 * @param types the types of its payloads
	 */
	final void explain(ObjectNode operation, Stream<JsonType> types) {
		this.components.explain(operation, types);
	}

	final void addExample(ObjectNode message, @Nullable JsonNode payload) {
		if (payload != null) {
			message.putArray("examples").addObject().set("payload", payload);
		}
	}

	static ObjectNode constant(String value) {
		return Components.object().put("type", "string").put("const", value);
	}

}
