package io.grest.ws.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Error for a call with invalid input: missing, not JSON, not of the method's type, or in
 * violation of a constraint. Every method may answer with it.
 *
 * @since 0.1.0
 */
@ErrorType(value = "VALIDATION_ERROR", status = 422)
public class ValidationException extends SocketException {

	/**
	 * The maximum number of issues of an input. The rest of a long list adds little, and
	 * the answer would be many times as long as the input.
	 */
	public static final int MAX_ISSUES = 100;

	private final transient List<Issue> issues;

	/**
	 * Create the error.
	 * @param issues one entry for each fault; {@code null}, which a peer may send, for
	 * none
	 */
	public ValidationException(@Nullable List<Issue> issues) {
		super((issues != null) ? List.copyOf(issues) : List.of());
		this.issues = (issues != null) ? List.copyOf(issues) : List.of();
	}

	/**
	 * Return the faults of the input.
	 * @return one entry for each fault
	 */
	public List<Issue> issues() {
		return this.issues;
	}

	@Override
	public String getMessage() {
		return super.getMessage() + " " + this.issues;
	}

	/**
	 * Fault of an input.
	 *
	 * @param path the path to the faulty value, separated by dots, with an index for an
	 * element of a list: {@code items.0.name}; empty for the input as a whole
	 * @param code the violated rule, for instance {@code invalid.notBlank}
	 * @param message the description of the fault
	 * @param params the rule's attributes, for instance {@code max}; may be empty
	 */
	public record Issue(String path, String code, String message, Map<String, Object> params) {

		/**
		 * Create a fault, copying its parameters.
		 */
		public Issue {
			params = (params != null) ? Collections.unmodifiableMap(new LinkedHashMap<>(params)) : Map.of();
		}

		/**
		 * Create a fault of a rule without attributes.
		 * @param path the path to the faulty value
		 * @param code the violated rule
		 * @param message the description of the fault
		 */
		public Issue(String path, String code, String message) {
			this(path, code, message, Map.of());
		}

	}

}
