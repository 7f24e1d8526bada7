package io.grest.ws.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An input does not fit: it is missing, is no JSON, is not of the method's type, or
 * breaks a constraint. Every method may answer it.
 *
 * @since 0.1.0
 */
@ErrorType(value = "VALIDATION_ERROR", status = 422)
public class ValidationException extends SocketException {

	private final transient List<Issue> issues;

	/**
	 * Create the error.
	 * @param issues what is wrong, one entry for each fault; {@code null} for none, as a
	 * peer may send it
	 */
	public ValidationException(@Nullable List<Issue> issues) {
		super((issues != null) ? List.copyOf(issues) : List.of());
		this.issues = (issues != null) ? List.copyOf(issues) : List.of();
	}

	/**
	 * What is wrong with the input.
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
	 * One fault of an input.
	 *
	 * @param path where, separated by dots, with an index for an element of a list:
	 * {@code items.0.name}; empty for the input as a whole
	 * @param code the rule that it breaks, for instance {@code invalid.notBlank}
	 * @param message the fault in words
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
		 * @param path where
		 * @param code the rule
		 * @param message the fault in words
		 */
		public Issue(String path, String code, String message) {
			this(path, code, message, Map.of());
		}

	}

}
