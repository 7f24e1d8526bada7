package io.grest.ws.generate.asyncapi;

import java.util.List;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.internal.generate.model.Prose;
import io.grest.ws.internal.generate.model.SecurityRules;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operation says beside its messages.
 */
final class OperationNotes {

	private OperationNotes() {
	}

	/**
	 * Add the description of a method: its first paragraph is the summary.
	 * @param operation the operation
	 * @param method its method
	 */
	static void addProse(ObjectNode operation, ContractMethod method) {
		List<String> paragraphs = Prose.paragraphs(method.method());
		if (!paragraphs.isEmpty()) {
			operation.put("summary", paragraphs.get(0));
			paragraphs.stream().skip(1).forEach((paragraph) -> Components.say(operation, paragraph));
		}
	}

	/**
	 * Add the rules that a caller of the server has to meet.
	 * @param operation the operation
	 * @param method its method, of the server's interface
	 */
	static void addRules(ObjectNode operation, ContractMethod method) {
		List<String> rules = SecurityRules.of(method.method());
		if (!rules.isEmpty()) {
			Components.say(operation, "Requires `" + String.join("` and `", rules) + "`.");
			ArrayNode required = operation.putArray("x-grest-requires");
			rules.forEach(required::add);
		}
	}

	/**
	 * Add whether clients make a call again whose connection was lost.
	 * @param operation the operation
	 * @param method its method, of the server's interface
	 */
	static void addRepetition(ObjectNode operation, ContractMethod method) {
		if (method.isIdempotent()) {
			operation.put("x-grest-idempotent", true);
		}
		method.after().ifPresent((component) -> operation.put("x-grest-after", component));
	}

}
