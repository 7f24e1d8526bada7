package io.grest.ws.autoconfigure.actuate;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ClientVersions;
import org.jspecify.annotations.Nullable;

/**
 * Description of a contract for an operator.
 *
 * @param name the contract's name
 * @param path the pattern of its path
 * @param dialect the format of its frames
 * @param query the type that the query is bound to, or {@code null} if it has none
 * @param fingerprint the fingerprint of this version of the contract, or {@code null} if
 * it is not served or its dialect states none
 * @param otherVersions the open connections of clients with another version, by the
 * fingerprint that they state
 * @param serverMethods the methods that a client calls
 * @param clientMethods the methods that the server calls
 */
record ContractDescriptor(String name, String path, Dialect dialect, @Nullable String query,
		@Nullable String fingerprint, Map<String, Integer> otherVersions, List<MethodDescriptor> serverMethods,
		List<MethodDescriptor> clientMethods) {

	static ContractDescriptor of(SocketContract<?, ?> contract, @Nullable ClientVersions versions) {
		return new ContractDescriptor(contract.name(), contract.path(), contract.dialect(),
				nameOf(contract.queryType()), (versions != null) ? versions.fingerprint().orElse(null) : null,
				(versions != null) ? versions.connections() : Map.of(),
				contract.serverMethods().stream().map(MethodDescriptor::of).toList(),
				contract.clientMethods().stream().map(MethodDescriptor::of).toList());
	}

	// Without packages and enclosing classes, like the names in schemas and clients.
	static @Nullable String nameOf(@Nullable Type type) {
		return (type != null) ? type.getTypeName().replaceAll("[\\w.]*[.$]", "") : null;
	}

	/**
	 * Description of a method.
	 *
	 * @param name the method's name
	 * @param mode request-response, stream or fire-and-forget
	 * @param input the type of its payload, or {@code null} if it has none
	 * @param inputItems the type of the items of the stream that it takes, or
	 * {@code null} if it takes none
	 * @param result the type of its answer or, of a stream, of its items; {@code null} if
	 * it is fire-and-forget or answered without data
	 * @param errors the types of the errors that it may answer, in alphabetical order
	 */
	record MethodDescriptor(String name, ContractMethod.Mode mode, @Nullable String input, @Nullable String inputItems,
			@Nullable String result, List<String> errors) {

		static MethodDescriptor of(ContractMethod method) {
			return new MethodDescriptor(method.name(), method.mode(), nameOf(method.inputType()),
					nameOf(method.inputItemType()), nameOf(method.resultType()),
					method.errors().values().stream().map(ContractError::type).sorted().toList());
		}

	}

}
