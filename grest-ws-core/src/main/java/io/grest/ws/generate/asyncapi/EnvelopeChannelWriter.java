package io.grest.ws.generate.asyncapi;

import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * Writer of a contract whose frames are JSON envelopes: the payload of a message is the
 * whole frame.
 */
final class EnvelopeChannelWriter extends ChannelWriter {

	private static final String VALIDATION_ERROR = "VALIDATION_ERROR";

	EnvelopeChannelWriter(DescribedContract described, Components components) {
		super(described, components);
	}

	@Override
	String description() {
		return "Text frames `{\"type\":…,\"data\":…}`, one message a frame; nothing is answered. A client is let in by its"
				+ " upgrade request. An error is the last frame of a connection: the server closes with its code.";
	}

	@Override
	boolean readsUpgradeHeaders() {
		return true;
	}

	@Override
	Map<Integer, String> closeCodes() {
		Map<Integer, String> codes = super.closeCodes();
		errors().values()
			.forEach((error) -> codes.merge(SocketCloseStatus.codeOf(error.status()), error.type(),
					(a, b) -> a + ", " + b));
		return codes;
	}

	// The declared errors that are sent in a frame, and the error of an invalid query or
	// input.
	private Map<String, ContractError> errors() {
		Map<String, ContractError> errors = new TreeMap<>();
		contract().serverMethods().forEach((method) -> errors.putAll(method.errors()));
		ContractError.STANDARD.keySet().forEach(errors::remove);
		errors.values().removeIf((error) -> SocketCloseStatus.ofTemporary(error.type(), error.status()) != null);
		errors.put(VALIDATION_ERROR, ContractError.ALL_STANDARD.get(VALIDATION_ERROR));
		return errors;
	}

	@Override
	void writeOperations(ObjectNode operations) {
		serverMethods().forEach((method) -> writeOperation(operations, "receive", "server", method));
		clientMethods().forEach((method) -> writeOperation(operations, "send", "client", method));
		List<ObjectNode> errors = errors().values().stream().map(this::error).toList();
		ObjectNode operation = operation("send", "error", errors);
		explain(operation,
				errors().values().stream().map(this::details).filter(Objects::nonNull).map(Objects::requireNonNull));
		operations.set(contract().name() + ".error", operation);
	}

	private void writeOperation(ObjectNode operations, String action, String side, ContractMethod method) {
		String name = side + "." + method.name();
		boolean receives = action.equals("receive");
		JsonType input = input(method, receives ? Direction.READ : Direction.WRITTEN);
		ObjectNode message = use(name, components().message(contract().name() + "." + name, message(method, input)));
		ObjectNode operation = operation(action, method.name(), List.of(message));
		OperationNotes.addProse(operation, method);
		if (receives) {
			OperationNotes.addRules(operation, method);
		}
		explain(operation, Stream.ofNullable(input));
		operations.set(contract().name() + "." + name, operation);
	}

	private ObjectNode message(ContractMethod method, @Nullable JsonType input) {
		ObjectNode message = Components.object().put("name", method.path()).put("title", method.name());
		ObjectNode payload = message.putObject("payload").put("type", "object");
		ObjectNode properties = payload.putObject("properties");
		properties.set("type", constant(method.name()));
		require(payload, (input != null) ? List.of("type", "data") : List.of("type"));
		if (input != null) {
			Components.say(message, Prose.of(method.method().getParameters()[0]));
			properties.set("data", components().schema(input));
		}
		JsonNode example = components().inputExample(method, input);
		addExample(message,
				(example != null) ? Components.object().put("type", method.name()).set("data", example) : null);
		return message;
	}

	private ObjectNode error(ContractError error) {
		String name = "error." + components().nameOf(error);
		return use(name, components().sharedMessage("envelope." + name, () -> errorMessage(error)));
	}

	private ObjectNode errorMessage(ContractError error) {
		ObjectNode message = Components.object().put("name", error.type()).put("title", error.type());
		ObjectNode payload = message.putObject("payload").put("type", "object");
		ObjectNode properties = payload.putObject("properties");
		properties.putObject("error").put("type", "boolean").put("const", true);
		properties.putObject("code").put("type", "integer").put("const", SocketCloseStatus.codeOf(error.status()));
		properties.set("data", errorData(error));
		require(payload, List.of("error", "code", "data"));
		message.put("x-grest-status", error.status());
		return message;
	}

	private ObjectNode errorData(ContractError error) {
		return error.type().equals(VALIDATION_ERROR) ? issues() : components().envelopeData(details(error));
	}

	private static ObjectNode issues() {
		ObjectNode data = Components.object().put("type", "object");
		ObjectNode properties = data.putObject("properties");
		properties.putObject("message").put("type", "string");
		ObjectNode issue = properties.putObject("errors").put("type", "array").putObject("items").put("type", "object");
		ObjectNode fields = issue.putObject("properties");
		fields.putObject("field").put("type", "string");
		fields.putObject("message").put("type", "string");
		require(data, List.of("message", "errors"));
		return data;
	}

}
