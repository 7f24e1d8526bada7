package io.grest.ws.generate.asyncapi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.generate.asyncapi.AsyncApiGenerator.DescribedContract;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of a contract whose frames are {@code type:path:id:data}. The head of a frame is
 * described as the headers of its message.
 */
final class GrestChannelWriter extends ChannelWriter {

	private static final String DATA = "{payload}";

	GrestChannelWriter(DescribedContract described, Components components) {
		super(described, components);
	}

	@Override
	String description() {
		return "Text frames `type:path:id:data`, one message a frame, split at the first three colons only. The headers"
				+ " of a message describe the head of its frame, its payload the JSON after it. A client's first frame"
				+ " is the handshake; nothing else is handled before it is accepted. A frame `p:::` is answered by"
				+ " `o:::` at once.";
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
		contract().serverMethods()
			.forEach((method) -> operations.set(name("server", method), operation("receive", "server", method)));
		contract().clientMethods()
			.forEach((method) -> operations.set(name("client", method), operation("send", "client", method)));
	}

	private String name(String side, ContractMethod method) {
		return contract().name() + "." + side + "." + method.name();
	}

	private ObjectNode operation(String action, String side, ContractMethod method) {
		boolean receives = action.equals("receive");
		String name = side + "." + method.name();
		JsonType input = input(method, receives ? Direction.READ : Direction.WRITTEN);
		ObjectNode call = use(name, components().message(contract().name() + "." + name, call(method, input)));
		ObjectNode operation = operation(action, method.name(), List.of(call));
		List<JsonType> types = new ArrayList<>();
		if (input != null) {
			types.add(input);
		}
		if (isAnswered(method)) {
			JsonType result = (method.resultType() != null)
					? result(method, method.resultType(), receives ? Direction.WRITTEN : Direction.READ) : null;
			if (result != null) {
				types.add(result);
			}
			reply(operation, replies(name + ".result", method, result, types));
		}
		if (receives) {
			addRules(operation, method);
		}
		explain(operation, types.stream());
		return operation;
	}

	private List<ObjectNode> replies(String name, ContractMethod method, @Nullable JsonType form,
			List<JsonType> types) {
		List<ObjectNode> replies = new ArrayList<>();
		replies.add(use(name, components().message(contract().name() + "." + name, result(method, form))));
		method.errors().values().stream().sorted(Comparator.comparing(ContractError::type)).forEach((error) -> {
			JsonType details = details(error);
			if (details != null) {
				types.add(details);
			}
			replies.add(use(error, details));
		});
		return replies;
	}

	private void reply(ObjectNode operation, List<ObjectNode> messages) {
		ObjectNode reply = operation.putObject("reply");
		reply.set("channel", Components.reference("channels/" + contract().name()));
		reply.putArray("messages").addAll(messages);
	}

	// Calls

	private ObjectNode call(ContractMethod method, @Nullable JsonType input) {
		String type = isAnswered(method) ? "r" : "m";
		ObjectNode message = message(method.path(), method.name());
		frame(message, type, constant(method.path()), method.path(), isAnswered(method), (input != null) ? DATA : "");
		if (input != null) {
			message.set("payload", components().schema(input));
		}
		addExample(message, components().inputExample(method, input));
		return message;
	}

	private static ObjectNode message(String name, String title) {
		return Components.object().put("name", name).put("title", title);
	}

	// Requests and their answers have an id.
	private static void frame(ObjectNode message, String type, @Nullable ObjectNode pathSchema, String path,
			boolean hasId, String data) {
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
		message.put("x-grest-frame", type + ":" + path + ":" + (hasId ? "{id}" : "") + ":" + data);
	}

	// Answers

	private ObjectNode result(ContractMethod method, @Nullable JsonType form) {
		ObjectNode message = message(method.path(), method.name() + " result");
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
		message.set("payload", errorPayload(Components.object().put("type", "string"),
				Components.object().put("type", "integer").put("minimum", 100).put("maximum", 599)));
		return message;
	}

}
