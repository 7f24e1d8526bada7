package io.grest.ws.generate.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;

/**
 * Comparison of the methods that one side calls with those that the other side has.
 */
final class MethodComparison {

	private final Peers call;

	private final Peers answer;

	private final TypeComparison inputs;

	private final TypeComparison results;

	/**
	 * Create a comparison.
	 * @param caller the contract of the side that calls
	 * @param callee the contract of the side that is called
	 * @param call the caller as the writer, the callee as the reader
	 */
	MethodComparison(JsonNode caller, JsonNode callee, Peers call) {
		this.call = call;
		this.answer = new Peers(call.reader(), call.writer(), call.isReaderOld(), call.isWriterOld());
		this.inputs = new TypeComparison(caller.path("types"), callee.path("types"), this.call, true);
		this.results = new TypeComparison(callee.path("types"), caller.path("types"), this.answer, false);
	}

	/**
	 * Compare all methods.
	 * @param called the methods as the caller knows them
	 * @param offered the methods as the callee has them
	 * @param side the side that is called, for the names of places
	 * @return the findings
	 */
	List<Finding> compare(JsonNode called, JsonNode offered, String side) {
		List<Finding> findings = new ArrayList<>();
		Set<String> names = new TreeSet<>(called.propertyNames());
		names.addAll(offered.propertyNames());
		for (String name : names) {
			String place = side + "." + name;
			if (!called.has(name)) {
				findings.add(this.call.unknownToWriter(place, Effect.NONE, "{writer} never calls it"));
			}
			else if (!offered.has(name)) {
				findings.add(this.call.unknownToReader(place, Effect.BREAKS,
						called.get(name).path("answer").asString().equals("none")
								? "{writer} sends it, and {reader} drops it"
								: "{writer} calls it, and {reader} answers ROUTE_NOT_FOUND"));
			}
			else {
				method(called.get(name), offered.get(name), place, findings);
			}
		}
		return findings;
	}

	private void method(JsonNode called, JsonNode offered, String place, List<Finding> findings) {
		String expected = called.path("answer").asString();
		String given = offered.path("answer").asString();
		if (!expected.equals(given)) {
			findings.add(answers(called, offered, place));
		}
		input(called, offered, place, findings);
		if (called.has("inputItems") && offered.has("inputItems")) {
			findings.addAll(
					this.inputs.payload(called.get("inputItems"), offered.get("inputItems"), place + " input items"));
		}
		else if (called.has("inputItems") != offered.has("inputItems")) {
			findings.add(this.call.different(place, Effect.BREAKS,
					called.has("inputItems") ? "{writer} sends a stream, which {reader} does not take"
							: "{reader} takes a stream, which {writer} does not send"));
		}
		if (!expected.equals("none") && !given.equals("none")) {
			String name = expected.equals("stream") ? "items" : "result";
			if (expected.equals(given)) {
				result(called, offered, name, place, findings);
			}
			errors(called.path("errors"), offered.path("errors"), place, findings);
		}
	}

	private Finding answers(JsonNode called, JsonNode offered, String place) {
		String expected = called.path("answer").asString();
		String given = offered.path("answer").asString();
		if (expected.equals("none")) {
			return given.equals("stream")
					? this.call.different(place, Effect.BREAKS,
							"{writer} sends a message, where {reader} answers a stream")
					: this.call.different(place, Effect.NONE,
							"{writer} sends it as a message, which {reader} does not answer");
		}
		if (given.equals("none")) {
			return this.call.different(place, called.has("result") ? Effect.MISSING : Effect.NONE,
					"{writer} calls it, and {reader} answers without a value once it has begun");
		}
		return expected.equals("stream")
				? this.call.different(place, Effect.MISSING,
						"{writer} expects a stream, and {reader} answers once: the stream ends without an item")
				: this.call.different(place, Effect.BREAKS,
						"{writer} expects one answer, and {reader} answers a stream");
	}

	private void input(JsonNode called, JsonNode offered, String place, List<Finding> findings) {
		if (called.has("input") && offered.has("input")) {
			findings.addAll(this.inputs.payload(called.get("input"), offered.get("input"), place + " input"));
		}
		else if (offered.has("input")) {
			boolean isNullable = offered.get("input").has("nullable");
			findings.add(this.call.unknownToWriter(place + " input", isNullable ? Effect.NONE : Effect.BREAKS,
					isNullable ? "{writer} sends none, which {reader} allows"
							: "{writer} sends none, which {reader} refuses"));
		}
		else if (called.has("input")) {
			findings
				.add(this.call.unknownToReader(place + " input", Effect.NONE, "{reader} ignores what {writer} sends"));
		}
	}

	private void result(JsonNode called, JsonNode offered, String name, String place, List<Finding> findings) {
		if (called.has(name) && offered.has(name)) {
			findings.addAll(this.results.payload(offered.get(name), called.get(name), place + " " + name));
		}
		else if (called.has(name)) {
			findings.add(this.answer.unknownToWriter(place + " " + name, Effect.MISSING,
					"{writer} answers without a value, where {reader} expects one"));
		}
		else if (offered.has(name)) {
			findings.add(this.answer.unknownToReader(place + " " + name, Effect.NONE,
					"{reader} ignores what {writer} answers"));
		}
	}

	private void errors(JsonNode expected, JsonNode declared, String place, List<Finding> findings) {
		Set<String> types = new TreeSet<>(expected.propertyNames());
		types.addAll(declared.propertyNames());
		for (String type : types) {
			String there = place + " error " + type;
			JsonNode known = expected.path(type);
			JsonNode thrown = declared.path(type);
			if (thrown.isMissingNode()) {
				findings.add(this.answer.unknownToWriter(there, Effect.NONE, "{writer} never answers it"));
			}
			else if (known.isMissingNode()) {
				findings.add(this.answer.unknownToReader(there, Effect.MISSING,
						"{reader} receives it as an error without a class of its own and without data"));
			}
			else {
				errorOf(known, thrown, there, findings);
			}
		}
	}

	private void errorOf(JsonNode known, JsonNode thrown, String place, List<Finding> findings) {
		if (!known.path("status").equals(thrown.path("status"))) {
			findings.add(this.answer.different(place, Effect.NONE, "its status is told by the class of each side"));
		}
		if (known.has("data") && thrown.has("data")) {
			findings.addAll(this.results.payload(thrown.get("data"), known.get("data"), place + " data"));
		}
		else if (known.has("data")) {
			findings.add(this.answer.unknownToWriter(place + " data", Effect.MISSING,
					"{writer} sends none, where {reader} expects some"));
		}
		else if (thrown.has("data")) {
			findings
				.add(this.answer.unknownToReader(place + " data", Effect.NONE, "{reader} ignores what {writer} sends"));
		}
	}

}
