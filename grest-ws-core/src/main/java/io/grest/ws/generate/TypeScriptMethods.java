package io.grest.ws.generate;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grest.ws.generate.ContractModel.Function;
import io.grest.ws.internal.generate.model.JsonType;

/**
 * Writer of the methods of a contract as interfaces of TypeScript.
 */
final class TypeScriptMethods {

	private final ContractModel model;

	private final TypeText types;

	TypeScriptMethods(ContractModel model, TypeText types) {
		this.model = model;
		this.types = types;
	}

	/**
	 * Return the types of the runtime that the interfaces name.
	 * @return the names
	 */
	Set<String> imports() {
		Set<String> names = new TreeSet<>();
		this.model.calls().stream().filter(Function::isAnswered).forEach((call) -> {
			names.add(call.answersStream() ? "StreamOptions" : "CallOptions");
			if (call.answersStream()) {
				names.add("SocketStream");
			}
			if (call.inputItems() != null) {
				names.add("StreamSource");
			}
			if (call.isStreaming()) {
				names.add("StreamsRequired");
			}
		});
		this.model.handlers().stream().filter(Function::isAnswered).forEach((handler) -> {
			names.add("CallContext");
			if (handler.answersStream()) {
				names.add("StreamSource");
			}
		});
		return names;
	}

	/**
	 * Write the interface of the methods that a client may call.
	 * @param name the name of the interface
	 * @return the text
	 */
	String calls(String name) {
		return write(name, this.model.calls(), true);
	}

	/**
	 * Write the interface of the methods that the server may call.
	 * @param name the name of the interface
	 * @return the text
	 */
	String handlers(String name) {
		// An interface without members would accept any object.
		return this.model.handlers().isEmpty() ? "export type " + name + " = Record<string, never>\n"
				: write(name, this.model.handlers(), false);
	}

	private String write(String name, List<Function> functions, boolean calls) {
		StringBuilder text = new StringBuilder("export interface " + name + " {\n");
		for (Function function : functions) {
			text.append(this.types.doc("  ", function.notes()))
				.append("  ")
				.append(TypeText.method(function.name()))
				.append('(')
				.append(parameters(function, calls))
				.append("): ")
				.append(calls ? called(function) : handled(function))
				.append("\n");
		}
		return text.append("}\n").toString();
	}

	private String parameters(Function function, boolean call) {
		return Stream
			.of((function.input() != null) ? "input: " + this.types.text(function.input()) : "",
					(function.inputItems() != null) ? "items: " + items(function.inputItems(), call) : "",
					function.isAnswered() ? last(function, call) : "")
			.filter((parameter) -> !parameter.isEmpty())
			.collect(Collectors.joining(", "));
	}

	private String items(JsonType items, boolean call) {
		return (call ? "StreamSource<" : "AsyncIterableIterator<") + this.types.text(items) + ">";
	}

	private static String last(Function function, boolean call) {
		if (!call) {
			return "context: CallContext";
		}
		return "options?: " + (function.answersStream() ? "StreamOptions" : "CallOptions");
	}

	private String called(Function function) {
		if (!function.isAnswered()) {
			return "void";
		}
		return (function.answersStream() ? "SocketStream<" : "Promise<") + result(function) + ">";
	}

	private String handled(Function function) {
		if (!function.isAnswered()) {
			return "void";
		}
		String type = function.answersStream() ? "StreamSource<" + result(function) + ">" : result(function);
		return type + " | Promise<" + type + ">";
	}

	// An answer without data is not null, but nothing at all.
	private String result(Function function) {
		String type = (function.result() != null) ? this.types.text(function.result()) : "void";
		return function.isNullable() ? type + " | undefined" : type;
	}

}
