package io.grest.ws.generate.asyncapi;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.internal.generate.model.JsonType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages of calls with streams, for the channel of a contract: items, their end, credit
 * for them and cancellation.
 */
final class StreamMessages {

	/**
	 * How streams work, to follow the description of a channel.
	 */
	static final String DESCRIPTION = "\n\nOperations with `x-grest-extension` need the extension `streams`: a client asks"
			+ " for it by the header `grest-ws-extensions` of its handshake, and a server that grants it lists it in"
			+ " the member `extensions` of what it accepts with. Ids of calls of the server then begin with `~`, and"
			+ " the id of a request may be followed by parameters: `cr`, the credit for the first items of its answer;"
			+ " `in`, an input stream follows; `dl`, the time in milliseconds after which nobody waits. Nobody sends"
			+ " an item without credit, which counts items and adds up. The result of a call ends its streams.";

	private static final String SHARED = "stream.";

	private final GrestChannelWriter channel;

	StreamMessages(GrestChannelWriter channel) {
		this.channel = channel;
	}

	/**
	 * Add the parameters of a call to its message.
	 * @param message the message
	 * @param method the method
	 */
	static void addParameters(ObjectNode message, ContractMethod method) {
		if (!method.isStreaming()) {
			return;
		}
		ObjectNode headers = (ObjectNode) message.path("headers");
		String parameters = "";
		if (method.mode() == ContractMethod.Mode.STREAM) {
			parameters += ";cr={cr}";
			number(headers, "cr", 0).put("description", "credit for the first items of the answer");
		}
		if (method.inputItemType() != null) {
			parameters += ";in=1";
			flag(headers, "in");
		}
		number(headers, "dl", 0).put("description", "milliseconds after which nobody waits");
		message.put("x-grest-frame", message.path("x-grest-frame").asString().replace("{id}", "{id}" + parameters));
	}

	private static ObjectNode number(ObjectNode headers, String name, int minimum) {
		return headers.withObjectProperty("properties").putObject(name).put("type", "integer").put("minimum", minimum);
	}

	private static void flag(ObjectNode headers, String name) {
		headers.withObjectProperty("properties").putObject(name).put("type", "integer").put("const", 1);
		((ArrayNode) headers.path("required")).add(name);
	}

	/**
	 * Add what the caller of a method sends after its request.
	 * @param name the name of the method in the channel
	 * @param method the method
	 * @param item the type of the items that it takes, {@code null} if it takes none
	 * @return the references to the messages
	 */
	List<ObjectNode> ofCaller(String name, ContractMethod method, @Nullable JsonType item) {
		List<ObjectNode> messages = new ArrayList<>();
		if (item != null) {
			messages.add(item(name + ".input", method, "input", item, components().inputItemExample(method, item)));
			messages.add(shared("end", "n", "end of input", ""));
			messages.add(shared("error", "n", "failed input", GrestChannelWriter.DATA));
		}
		if (method.mode() == ContractMethod.Mode.STREAM) {
			messages.add(shared("credit", "q", "credit", GrestChannelWriter.DATA));
		}
		if (method.isStreaming()) {
			messages.add(shared("cancel", "z", "cancel", ""));
		}
		return messages;
	}

	/**
	 * Add what the callee of a method sends before its result.
	 * @param name the name of the method in the channel
	 * @param method the method
	 * @param item the type of the items that it answers, {@code null} if it answers none
	 * @return the references to the messages
	 */
	List<ObjectNode> ofCallee(String name, ContractMethod method, @Nullable JsonType item) {
		List<ObjectNode> messages = new ArrayList<>();
		if (item != null && method.resultType() != null) {
			messages.add(item(name + ".item", method, "item", item, components().example(method.resultType(), item)));
		}
		if (method.inputItemType() != null) {
			messages.add(shared("credit", "q", "credit", GrestChannelWriter.DATA));
			messages.add(shared("cancel", "z", "cancel", ""));
		}
		return messages;
	}

	private ObjectNode item(String name, ContractMethod method, String title, JsonType type,
			@Nullable JsonNode example) {
		ObjectNode message = GrestChannelWriter.message(method.path(), method.name() + " " + title);
		GrestChannelWriter.frame(message, "n", null, "", true, GrestChannelWriter.DATA);
		message.set("payload", components().schema(type));
		this.channel.addExample(message, example);
		return this.channel.use(name, components().message(this.channel.contract().name() + "." + name, message));
	}

	private ObjectNode shared(String name, String type, String title, String data) {
		return this.channel.use(SHARED + name,
				components().sharedMessage(SHARED + name, () -> message(name, type, title, data)));
	}

	private ObjectNode message(String name, String type, String title, String data) {
		ObjectNode message = GrestChannelWriter.message(name, title);
		GrestChannelWriter.frame(message, type, null, "", true, data);
		ObjectNode headers = (ObjectNode) message.path("headers");
		switch (name) {
			case "end" -> mark(message, headers, "e");
			case "error" -> {
				mark(message, headers, "x");
				message.set("payload", this.channel.anyError());
			}
			case "credit" -> message.putObject("payload").put("type", "integer").put("minimum", 1);
			default -> {
			}
		}
		return message;
	}

	private static void mark(ObjectNode message, ObjectNode headers, String parameter) {
		flag(headers, parameter);
		message.put("x-grest-frame",
				message.path("x-grest-frame").asString().replace("{id}", "{id};" + parameter + "=1"));
	}

	private Components components() {
		return this.channel.components();
	}

}
