package io.grest.ws.generate;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.Dialect;
import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Contract from the point of view of its client.
 *
 * @param name the contract's name
 * @param dialect the dialect of its frames
 * @param path the path that clients connect to, a pattern
 * @param isShared whether other contracts have the same path
 * @param isResumable whether a client may go on with another socket
 * @param variables the variables of the path
 * @param query the query parameters, {@code null} if the contract declares none
 * @param subProtocols the sub-protocols that it lists, the preferred one first
 * @param calls the methods that a client may call on the server
 * @param handlers the methods that the server may call on a client
 * @param topics the topics that the server may add a client to
 * @param declarations the declared types of payloads
 * @param callsProse the paragraphs that describe the methods of the server
 * @param handlersProse the paragraphs that describe the methods of a client
 */
record ContractModel(String name, Dialect dialect, String path, boolean isShared, boolean isResumable, Fields variables,
		@Nullable Fields query, List<String> subProtocols, List<Function> calls, List<Function> handlers,
		List<Topic> topics, Declarations declarations, List<String> callsProse, List<String> handlersProse) {

	ContractModel below(String basePath, boolean isShared) {
		return new ContractModel(this.name, this.dialect, basePath + this.path, isShared, this.isResumable,
				this.variables, this.query, this.subProtocols, this.calls, this.handlers, this.topics,
				this.declarations, this.callsProse, this.handlersProse);
	}

	Stream<Function> functions() {
		return Stream.concat(this.calls.stream(), this.handlers.stream());
	}

	boolean hasRepeated() {
		return this.calls.stream().anyMatch((call) -> call.isIdempotent() || call.after() != null);
	}

	boolean hasStreams() {
		return functions().anyMatch(Function::isStreaming);
	}

	/**
	 * Method of the contract.
	 *
	 * @param name the method's name
	 * @param mode whether a call of it is answered
	 * @param input the type of its payload, {@code null} if it has none
	 * @param inputItems the type of the items of the stream that it takes, {@code null}
	 * if it takes none
	 * @param result the type of its result or of the items of its stream, {@code null} if
	 * it is not answered
	 * @param isNullable whether it may be answered without a result
	 * @param failures the errors that it declares in addition to the standard ones, by
	 * type
	 * @param notes the remarks for callers
	 * @param isIdempotent whether a call may be made again
	 * @param after the name, in JSON, of the member of the input that says after which
	 * item the stream begins, {@code null} if there is none
	 */
	record Function(String name, ContractMethod.Mode mode, @Nullable JsonType input, @Nullable JsonType inputItems,
			@Nullable JsonType result, boolean isNullable, Map<String, Failure> failures, List<String> notes,
			boolean isIdempotent, @Nullable String after) {

		boolean isAnswered() {
			return this.mode != ContractMethod.Mode.FIRE_AND_FORGET;
		}

		boolean answersStream() {
			return this.mode == ContractMethod.Mode.STREAM;
		}

		boolean isStreaming() {
			return answersStream() || this.inputItems != null;
		}

	}

	/**
	 * Error that a method declares.
	 *
	 * @param status its status code
	 * @param details the type of its data, {@code null} if it has none
	 */
	record Failure(int status, @Nullable JsonType details) {

	}

	/**
	 * Topic of the contract.
	 *
	 * @param pattern the pattern of its name
	 * @param hasHistory whether the server keeps its messages
	 * @param member the type of what it shows of a member, {@code null} if it shows none
	 * or if TypeScript has no type for it
	 */
	record Topic(String pattern, boolean hasHistory, @Nullable JsonType member) {

	}

}
