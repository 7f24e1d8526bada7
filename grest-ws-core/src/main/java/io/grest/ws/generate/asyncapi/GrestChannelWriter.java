package io.grest.ws.generate.asyncapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.generate.asyncapi.AsyncApiGenerator.DescribedContract;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.Prose;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of a contract whose frames are {@code type:path:id:data}. The head of a frame is
 * described as the headers of its message.
 */
final class GrestChannelWriter extends ChannelWriter {

	static final String DATA = "{payload}";

	private static final String ID = "{id}";

	private final StreamMessages streams;

	GrestChannelWriter(DescribedContract described, Components components) {
		super(described, components);
		this.streams = new StreamMessages(this);
	}

	@Override
	String description() {
		return "Text frames `type:path:id:data`, one message a frame, split at the first three colons only. The headers"
				+ " of a message describe the head of its frame, its payload the JSON after it. A client's first frame"
				+ " is the handshake; nothing else is handled before it is accepted. A frame `p:::` is answered by"
				+ " `o:::` at once." + (hasStreams() ? StreamMessages.DESCRIPTION : "");
	}

	private boolean hasStreams() {
		return Stream.concat(contract().serverMethods().stream(), contract().clientMethods().stream())
			.anyMatch(ContractMethod::isStreaming);
	}

	@Override
	boolean readsUpgradeHeaders() {
		return false;
	}

	@Override
	Map<Integer, String> closeCodes() {
		Map<Integer, String> codes = super.closeCodes();
		codes.put(SocketCloseStatus.INVALID_QUERY.code(), "path variables or query do not fit");
		codes.put(SocketCloseStatus.HANDSHAKE_FAILED.code(), "the handshake was rejected or took too long");
		return codes;
	}

	@Override
	void writeOperations(ObjectNode operations) {
		operations.set(contract().name() + ".handshake", handshake());
		serverMethods()
			.forEach((method) -> operations.set(name("server", method), operation("receive", "server", method)));
		clientMethods()
			.forEach((method) -> operations.set(name("client", method), operation("send", "client", method)));
	}

	private String name(String side, ContractMethod method) {
		return contract().name() + "." + side + "." + method.name();
	}

	private ObjectNode operation(String action, String side, ContractMethod method) {
		boolean receives = action.equals("receive");
		Direction sent = receives ? Direction.READ : Direction.WRITTEN;
		String name = side + "." + method.name();
		List<JsonType> types = new ArrayList<>();
		JsonType input = noted(input(method, sent), types);
		List<ObjectNode> calls = new ArrayList<>();
		calls.add(use(name, components().message(contract().name() + "." + name, call(method, input))));
		calls.addAll(this.streams.ofCaller(name, method, noted(inputItem(method, sent), types)));
		ObjectNode operation = operation(action, method.name(), calls);
		if (method.isAnswered()) {
			reply(operation, replies(name, method, receives ? Direction.WRITTEN : Direction.READ, types));
		}
		if (method.isStreaming()) {
			operation.put("x-grest-extension", "streams");
		}
		OperationNotes.addProse(operation, method);
		if (receives) {
			OperationNotes.addRules(operation, method);
			OperationNotes.addRepetition(operation, method);
		}
		explain(operation, types.stream());
		return operation;
	}

	private static @Nullable JsonType noted(@Nullable JsonType type, List<JsonType> types) {
		if (type != null) {
			types.add(type);
		}
		return type;
	}

	private List<ObjectNode> replies(String name, ContractMethod method, Direction answered, List<JsonType> types) {
		JsonType answer = (method.resultType() != null) ? noted(result(method, method.resultType(), answered), types)
				: null;
		boolean isStream = method.mode() == ContractMethod.Mode.STREAM;
		List<ObjectNode> replies = new ArrayList<>(this.streams.ofCallee(name, method, isStream ? answer : null));
		String result = name + ".result";
		replies.add(0, use(result,
				components().message(contract().name() + "." + result, result(method, isStream ? null : answer))));
		Map<String, ContractError> errors = new TreeMap<>(method.errors());
		if (method.isStreaming()) {
			errors.putAll(ContractError.OF_STREAMS);
		}
		errors.values().forEach((error) -> replies.add(use(error, noted(details(error), types))));
		return replies;
	}

	private void reply(ObjectNode operation, List<ObjectNode> messages) {
		ObjectNode reply = operation.putObject("reply");
		reply.set("channel", Components.reference("channels/" + contract().name()));
		reply.putArray("messages").addAll(messages);
	}

	// Calls

	private ObjectNode call(ContractMethod method, @Nullable JsonType input) {
		ObjectNode message = message(method.path(), method.name());
		frame(message, method.isAnswered() ? "r" : "m", constant(method.path()), method.path(), method.isAnswered(),
				(input != null) ? DATA : "");
		StreamMessages.addParameters(message, method);
		if (input != null) {
			Components.say(message, Prose.of(method.method().getParameters()[0]));
			message.set("payload", components().schema(input));
		}
		addExample(message, components().inputExample(method, input));
		return message;
	}

	static ObjectNode message(String name, String title) {
		return Components.object().put("name", name).put("title", title);
	}

	// Requests and their answers have an id.
	static void frame(ObjectNode message, String type, @Nullable ObjectNode pathSchema, String path, boolean hasId,
			String data) {
		ObjectNode headers = Components.object().put("type", "object");
		ObjectNode parts = headers.putObject("properties");
		List<String> required = new ArrayList<>(List.of("type"));
		parts.set("type", constant(type));
		if (pathSchema != null) {
			parts.set("path", pathSchema);
			required.add("path");
		}
		if (hasId) {
			parts.putObject("id").put("type", "string");
			required.add("id");
			message.putObject("correlationId").put("location", "$message.header#/id");
		}
		require(headers, required);
		message.set("headers", headers);
		message.put("x-grest-frame", type + ":" + path + ":" + (hasId ? ID : "") + ":" + data);
	}

	// Answers

	private ObjectNode result(ContractMethod method, @Nullable JsonType form) {
		ObjectNode message = message(method.path(), method.name() + " result");
		Components.say(message, Prose.ofResult(method.method()));
		frame(message, "s", constant(method.path()), method.path(), true, DATA);
		ObjectNode payload = Components.object().put("type", "object");
		ObjectNode properties = payload.putObject("properties");
		properties.putObject("success").put("type", "boolean").put("const", true);
		properties.set("type", constant("OK"));
		if (form != null) {
			properties.set("data", components().schema(form));
		}
		require(payload, (form != null) ? List.of("success", "type", "data") : List.of("success", "type"));
		message.set("payload", payload);
		addExample(message, resultExample(method, form));
		return message;
	}

	private @Nullable ObjectNode resultExample(ContractMethod method, @Nullable JsonType form) {
		ObjectNode example = Components.object().put("success", true).put("type", "OK");
		if (form == null || method.resultType() == null) {
			return example;
		}
		JsonNode data = components().example(method.resultType(), form);
		return (data != null) ? example.set("data", data) : null;
	}

	private ObjectNode use(ContractError error, @Nullable JsonType details) {
		String name = "error." + components().nameOf(error);
		return use(name, components().sharedMessage(name, () -> error(error, details)));
	}

	private ObjectNode error(ContractError error, @Nullable JsonType details) {
		ObjectNode message = message(error.type(), error.type());
		frame(message, "s", Components.object().put("type", "string"), "{path}", true, DATA);
		ObjectNode payload = errorPayload(constant(error.type()),
				Components.object().put("type", "integer").put("const", error.status()));
		if (details != null) {
			payload.withObjectProperty("properties").set("data", components().schema(details));
			payload.withArrayProperty("required").add("data");
		}
		message.set("payload", payload);
		message.put("x-grest-status", error.status());
		return message;
	}

	private ObjectNode errorPayload(ObjectNode type, ObjectNode status) {
		ObjectNode payload = Components.object().put("type", "object");
		ObjectNode properties = payload.putObject("properties");
		properties.putObject("success").put("type", "boolean").put("const", false);
		properties.set("type", type);
		properties.set("statusCode", status);
		properties.set("context", components().protocolSchema("ErrorContext", GrestChannelWriter::errorContext));
		require(payload, List.of("success", "type", "statusCode", "context"));
		return payload;
	}

	private static ObjectNode errorContext() {
		ObjectNode context = Components.object().put("type", "object");
		ObjectNode properties = context.putObject("properties");
		properties.putObject("displayMessage")
			.put("type", "string")
			.put("description", "the only text meant for a person");
		properties.putObject("timestamp")
			.put("type", "integer")
			.put("format", "int64")
			.put("description", "milliseconds since the epoch");
		properties.putObject("ref")
			.put("type", "string")
			.put("description", "names this error in the log of its origin");
		require(context, List.of("timestamp", "ref"));
		return context;
	}

	// The handshake is a request with a reply.

	private ObjectNode handshake() {
		ObjectNode message = message("handshake", "handshake");
		frame(message, "h", null, "", false, DATA);
		ObjectNode payload = Components.object().put("type", "object");
		List<String> required = new ArrayList<>();
		ObjectNode headers = Components.object();
		addHeaders(headers, required);
		if (!headers.isEmpty()) {
			payload.set("properties", headers);
		}
		payload.putObject("additionalProperties").put("type", "string");
		require(payload, required);
		message.set("payload", payload);
		ObjectNode request = use("handshake", components().message(contract().name() + ".handshake", message));
		ObjectNode operation = operation("receive", "handshake", List.of(request));
		reply(operation,
				List.of(use("handshake.accepted",
						components().sharedMessage("handshake.accepted", GrestChannelWriter::accepted)),
						use("handshake.rejected", components().sharedMessage("handshake.rejected", this::rejected))));
		return operation;
	}

	private static ObjectNode accepted() {
		ObjectNode message = message("accepted", "handshake accepted");
		frame(message, "k", null, "", false, DATA);
		message.putObject("payload").putArray("type").add("null").add("object");
		return message;
	}

	private ObjectNode rejected() {
		ObjectNode message = message("rejected", "handshake rejected");
		frame(message, "x", null, "", false, DATA);
		message.set("payload", anyError());
		return message;
	}

	/**
	 * Return the schema of an error of any type.
	 */
	ObjectNode anyError() {
		return errorPayload(Components.object().put("type", "string"),
				Components.object().put("type", "integer").put("minimum", 100).put("maximum", 599));
	}

}
