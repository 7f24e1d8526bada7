package io.grest.ws.autoconfigure.aot;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.call.ForwardingHandler;
import io.grest.ws.internal.call.MessageRecorder;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;

/**
 * Hints of contracts: proxies and methods of both interfaces, and the types that their
 * calls read and write.
 */
final class ContractHints {

	private final RuntimeHints hints;

	private final PayloadHints payloads;

	ContractHints(RuntimeHints hints) {
		this.hints = hints;
		this.payloads = new PayloadHints(hints.reflection());
	}

	void register(SocketContract<?, ?> contract) {
		register(contract.serverType(), contract.serverMethods());
		register(contract.clientType(), contract.clientMethods());
		Class<?> query = contract.queryType();
		if (query != null) {
			this.payloads.register(query, "the query of " + contract);
		}
	}

	private void register(Class<?> type, List<ContractMethod> methods) {
		this.hints.proxies().registerJdkProxy(MessageRecorder.class, type);
		this.hints.proxies().registerJdkProxy(ForwardingHandler.class, type);
		Set<Class<?>> interfaces = new LinkedHashSet<>(List.of(type));
		Arrays.stream(type.getMethods()).map(Method::getDeclaringClass).forEach(interfaces::add);
		for (Class<?> declaring : interfaces) {
			this.hints.reflection().registerType(declaring, MemberCategory.INVOKE_PUBLIC_METHODS);
			// Results are validated as those of a proxy of the interface that declares
			// them.
			this.hints.proxies().registerJdkProxy(declaring);
			this.payloads.registerConstraints(declaring);
		}
		methods.forEach(this::register);
	}

	private void register(ContractMethod method) {
		Stream.of(method.inputType(), method.inputItemType(), method.resultType()).forEach((type) -> {
			if (type != null) {
				this.payloads.register(type, method.path());
			}
		});
		method.errors().values().forEach(this::register);
	}

	/**
	 * Register an error: its constructors and its data.
	 */
	void register(ContractError error) {
		this.hints.reflection().registerType(error.exceptionClass(), MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
		Type data = error.dataType();
		if (data != null) {
			this.payloads.register(data, "the error " + error);
		}
	}

}
