package io.grest.ws.contract;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Parts of a contract, read and checked.
 *
 * @param name the name
 * @param path the path to connect to
 * @param dialect the format of frames
 * @param serverType the interface of the methods of the server
 * @param clientType the interface of the methods of a client
 * @param serverMethods the methods of the server, sorted by name
 * @param clientMethods the methods of a client, sorted by name
 * @param queryType the type of the query, or {@code null} if none is declared
 * @param interceptors the interceptors in the order of use
 * @param subProtocols the sub-protocols in order of preference
 * @param topics the topics in the order of their declaration
 * @param resume the promise that clients may go on, or {@code null} for none
 */
record ContractParts<S, C>(String name, String path, Dialect dialect, Class<S> serverType, Class<C> clientType,
		List<ContractMethod> serverMethods, List<ContractMethod> clientMethods, @Nullable Class<?> queryType,
		List<InterceptorUse> interceptors, List<String> subProtocols, List<ContractTopic> topics,
		@Nullable ContractResume resume) {

	/**
	 * Return the methods of both sides, those of the server first.
	 */
	List<ContractMethod> methods() {
		return Stream.concat(this.serverMethods.stream(), this.clientMethods.stream()).toList();
	}

	/**
	 * Return the errors that any method declares, and all standard errors, by type.
	 */
	Map<String, ContractError> errors() {
		Map<String, ContractError> errors = new TreeMap<>(ContractError.ALL_STANDARD);
		methods().forEach((method) -> errors.putAll(method.errors()));
		return Collections.unmodifiableMap(errors);
	}

}
