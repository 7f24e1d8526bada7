package io.grest.ws.generate;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grest.ws.generate.ContractModel.Failure;
import io.grest.ws.generate.ContractModel.Function;
import io.grest.ws.internal.generate.model.JsonType.Fields;

/**
 * Writer of what a client knows of its contract at run time.
 */
final class TypeScriptDefinition {

	private final ContractModel model;

	private final LongType longs;

	// Where the longs are, empty if they are numbers.
	private final String shapes;

	private final String fingerprint;

	TypeScriptDefinition(ContractModel model, LongType longs, String shapes, String fingerprint) {
		this.model = model;
		this.longs = longs;
		this.shapes = shapes;
		this.fingerprint = fingerprint;
	}

	/**
	 * Write the imports of the definition.
	 * @return the text, empty for none
	 */
	String imports() {
		Map<SharedModule, Boolean> modules = new EnumMap<>(SharedModule.class);
		modules.put(SharedModule.REQUESTS, hasRequests());
		modules.put(SharedModule.ENVELOPE, switch (this.model.dialect()) {
			case GREST -> false;
			case ENVELOPE -> true;
		});
		modules.put(SharedModule.LONGS, !this.shapes.isEmpty());
		modules.put(SharedModule.SHARED, this.model.isShared());
		modules.put(SharedModule.STREAMS, this.model.hasStreams());
		modules.put(SharedModule.RESUME, this.model.isResumable());
		modules.put(SharedModule.AGAIN, this.model.hasRepeated());
		return modules.keySet()
			.stream()
			.filter(modules::get)
			.map(SharedModule::statement)
			.collect(Collectors.joining());
	}

	// A stream of a call may fail as an answer does.
	private boolean hasRequests() {
		return this.model.hasStreams() || this.model.handlers().stream().anyMatch(Function::isAnswered);
	}

	/**
	 * Write the definition.
	 * @return the text, an object literal
	 */
	String write() {
		Map<String, Map<String, Failure>> calls = failuresOf(this.model.calls());
		Map<String, Map<String, Failure>> handlers = failuresOf(this.model.handlers());
		StringBuilder text = new StringBuilder("{\n  name: \"" + this.model.name() + "\",\n  dialect: \""
				+ this.model.dialect().name().toLowerCase(Locale.ROOT) + "\",\n  path: "
				+ TypeText.quote(this.model.path()) + ",\n" + version() + offered() + modes("calls", this.model.calls())
				+ modes("handlers", this.model.handlers()) + withoutInput() + takesItems() + exactLongs());
		if (!calls.isEmpty() || !handlers.isEmpty()) {
			text.append("  errors: {\n" + statuses("calls", calls) + statuses("handlers", handlers) + "  },\n");
		}
		return text.append(connection())
			.append(hasRequests() ? "  requests,\n" : "")
			.append(this.model.hasStreams() ? "  streams,\n" : "")
			.append(shared())
			.append(this.model.isResumable() ? "  resume,\n" : "")
			.append(again())
			.append("}")
			.toString();
	}

	// That of the first dialect is a part of the runtime.
	private String connection() {
		return switch (this.model.dialect()) {
			case GREST -> "";
			case ENVELOPE -> "  connection: EnvelopeConnection,\n";
		};
	}

	private String shared() {
		Fields query = this.model.query();
		String names = (query != null)
				? query.fields().stream().map((field) -> TypeText.quote(field.name())).collect(Collectors.joining(", "))
				: "";
		return this.model.isShared() ? "  shared,\n" + (names.isEmpty() ? "" : "  query: [" + names + "],\n") : "";
	}

	private String again() {
		String calls = this.model.calls()
			.stream()
			.filter(Function::isIdempotent)
			.map((call) -> TypeText.quote(call.name()))
			.collect(Collectors.joining(", "));
		String streams = this.model.calls()
			.stream()
			.filter((call) -> call.after() != null)
			.map((call) -> key(call.name()) + ": " + TypeText.quote(Objects.requireNonNull(call.after())))
			.collect(Collectors.joining(", "));
		String methods = Stream
			.of(calls.isEmpty() ? "" : "calls: [" + calls + "]",
					streams.isEmpty() ? "" : "streams: { " + streams + " }")
			.filter((part) -> !part.isEmpty())
			.collect(Collectors.joining(", "));
		return methods.isEmpty() ? "" : "  again: /*@__PURE__*/ again({ " + methods + " }),\n";
	}

	private String version() {
		return this.model.dialect().hasHandshake() ? "  fingerprint: \"" + this.fingerprint + "\",\n" : "";
	}

	private String offered() {
		List<String> names = subProtocols();
		return names.isEmpty() ? "" : "  subProtocols: [" + String.join(", ", names) + "],\n";
	}

	/**
	 * Return the sub-protocols of the contract.
	 * @return a string literal for each
	 */
	List<String> subProtocols() {
		return this.model.subProtocols().stream().map(TypeText::quote).toList();
	}

	private static String modes(String side, List<Function> functions) {
		return functions.isEmpty() ? "  " + side + ": {},\n"
				: "  " + side + ": {\n"
						+ functions.stream()
							.map((function) -> "    " + key(function.name()) + ": \"" + mode(function) + "\",\n")
							.collect(Collectors.joining())
						+ "  },\n";
	}

	private static String mode(Function function) {
		return switch (function.mode()) {
			case REQUEST_RESPONSE -> "request";
			case STREAM -> "stream";
			case FIRE_AND_FORGET -> "send";
		};
	}

	// In an object literal, __proto__ sets the prototype, quoted or not.
	static String key(String name) {
		return "__proto__".equals(name) ? "[\"__proto__\"]" : TypeText.name(name);
	}

	// A message to the server has no arguments but its payload.
	private String withoutInput() {
		return lists("withoutInput", (call) -> call.input() == null && call.isAnswered(),
				(handler) -> handler.input() == null);
	}

	private String takesItems() {
		return lists("takesItems", (call) -> call.inputItems() != null, (handler) -> handler.inputItems() != null);
	}

	private String lists(String name, Predicate<Function> ofCalls, Predicate<Function> ofHandlers) {
		String lists = list("calls", this.model.calls(), ofCalls) + list("handlers", this.model.handlers(), ofHandlers);
		return lists.isEmpty() ? "" : "  " + name + ": {\n" + lists + "  },\n";
	}

	private static String list(String side, List<Function> functions, Predicate<Function> isListed) {
		List<String> names = functions.stream()
			.filter(isListed)
			.map((function) -> TypeText.quote(function.name()))
			.toList();
		return names.isEmpty() ? "" : "    " + side + ": [" + String.join(", ", names) + "],\n";
	}

	private String exactLongs() {
		return this.shapes.isEmpty() ? "" : "  longs: /*@__PURE__*/ exactLongs(\""
				+ this.longs.name().toLowerCase(Locale.ROOT) + "\", {\n" + this.shapes + "  }),\n";
	}

	private static Map<String, Map<String, Failure>> failuresOf(List<Function> functions) {
		return functions.stream()
			.filter((function) -> function.isAnswered() && !function.failures().isEmpty())
			.collect(Collectors.toMap(Function::name, Function::failures, (a, b) -> a, TreeMap::new));
	}

	private static String statuses(String side, Map<String, Map<String, Failure>> failures) {
		if (failures.isEmpty()) {
			return "";
		}
		StringBuilder text = new StringBuilder("    " + side + ": {\n");
		failures.forEach((method, errors) -> text.append("      ")
			.append(key(method))
			.append(": { ")
			.append(errors.entrySet()
				.stream()
				.map((error) -> error.getKey() + ": " + error.getValue().status())
				.collect(Collectors.joining(", ")))
			.append(" },\n"));
		return text.append("    },\n").toString();
	}

}
