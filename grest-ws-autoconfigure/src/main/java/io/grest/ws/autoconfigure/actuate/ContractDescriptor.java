package io.grest.ws.autoconfigure.actuate;

import java.lang.reflect.Type;
import java.util.List;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import org.jspecify.annotations.Nullable;

/**
 * A contract, as an operator sees it.
 *
 * @param name the contract's name
 * @param path the pattern of its path
 * @param dialect how messages are put into frames
 * @param query the type that the query is bound to, or {@code null} if it has none
 * @param serverMethods what a client calls
 * @param clientMethods what the server calls
 */
record ContractDescriptor(String name, String path, Dialect dialect, @Nullable String query,
		List<MethodDescriptor> serverMethods, List<MethodDescriptor> clientMethods) {

	static ContractDescriptor of(SocketContract<?, ?> contract) {
		return new ContractDescriptor(contract.name(), contract.path(), contract.dialect(),
				nameOf(contract.queryType()), contract.serverMethods().stream().map(MethodDescriptor::of).toList(),
				contract.clientMethods().stream().map(MethodDescriptor::of).toList());
	}

	// Without packages and enclosing classes, as schemas and generated clients name it.
	private static @Nullable String nameOf(@Nullable Type type) {
		return (type != null) ? type.getTypeName().replaceAll("[\\w.]*[.$]", "") : null;
	}

	/**
	 * A method.
	 *
	 * @param name the method's name
	 * @param mode whether it is answered
	 * @param input the type of its payload, or {@code null} if it has none
	 * @param result the type of its answer, or {@code null} if it is fire-and-forget
	 * @param errors the types of the errors that it may answer, in order of the alphabet
	 */
	record MethodDescriptor(String name, ContractMethod.Mode mode, @Nullable String input, @Nullable String result,
			List<String> errors) {

		static MethodDescriptor of(ContractMethod method) {
			return new MethodDescriptor(method.name(), method.mode(), nameOf(method.inputType()),
					nameOf(method.resultType()),
					method.errors().values().stream().map(ContractError::type).sorted().toList());
		}

	}

}
