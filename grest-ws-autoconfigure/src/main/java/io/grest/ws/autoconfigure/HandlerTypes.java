package io.grest.ws.autoconfigure;

import java.util.Objects;
import java.util.stream.Stream;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ContractHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Type arguments of a handler, which select its contract.
 *
 * @param server the interface that a client calls on the server
 * @param client the interface that the server calls on a client
 */
record HandlerTypes(Class<?> server, Class<?> client) {

	/**
	 * Find the type arguments of a bean: those of its class or, if these are open as in a
	 * lambda, those of its definition.
	 * @param name the bean's name
	 * @param handler the bean
	 * @param definition the bean's definition, if it has one
	 * @return the types
	 * @throws SocketSetupException if neither has them
	 */
	static HandlerTypes of(String name, Object handler, @Nullable BeanDefinition definition) {
		Class<?> type = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(handler));
		return Stream.of(ResolvableType.forClass(type), declared(definition))
			.map(HandlerTypes::of)
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow(() -> new SocketSetupException(
					"The two type arguments of the handler '" + name + "', of class " + type.getName()
							+ ", are not known, so it cannot be matched to a contract.",
					"Declare the handler as a class that implements SocketHandler or ReactiveSocketHandler with both types, or as"
							+ " a @Bean method that returns one of them with both types."));
	}

	private static ResolvableType declared(@Nullable BeanDefinition definition) {
		return (definition != null) ? definition.getResolvableType() : ResolvableType.NONE;
	}

	private static @Nullable HandlerTypes of(ResolvableType type) {
		ResolvableType handler = type.as(ContractHandler.class);
		Class<?> server = handler.resolveGeneric(0);
		Class<?> client = handler.resolveGeneric(1);
		return (server != null && client != null) ? new HandlerTypes(server, client) : null;
	}

	boolean match(SocketContract<?, ?> contract) {
		return contract.serverType() == this.server && contract.clientType() == this.client;
	}

	/**
	 * Return the types as written in Java.
	 */
	@Override
	public String toString() {
		return "<" + this.server.getName() + ", " + this.client.getName() + ">";
	}

}
