package io.grest.ws.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.security.AuthenticationInterceptor;
import io.grest.ws.security.TicketInterceptor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;

/**
 * Lookup of a contract's interceptors among the beans.
 */
final class ContractInterceptors {

	private static final String START_SECURITY = "Add spring-boot-starter-security, whose filter chain judges the"
			+ " credentials, or define a bean of type 'io.grest.ws.security.SocketAuthenticator'";

	// What to do without a bean of those that are created by default, where they can be.
	private static final Map<Class<?>, String> REMEDIES = Map.of(AuthenticationInterceptor.class, START_SECURITY + ".",
			TicketInterceptor.class,
			"Add spring-boot-starter-security, and define a bean of type 'ReactiveOneTimeTokenService',"
					+ " which issues the tickets.");

	private static final HandshakeInterceptor NONE = new HandshakeInterceptor() {
	};

	private final BeanFactory beanFactory;

	private final boolean inBand;

	/**
	 * Create a lookup.
	 * @param beanFactory the beans
	 * @param inBand whether the in-band credentials of all contracts are to be judged
	 */
	ContractInterceptors(BeanFactory beanFactory, boolean inBand) {
		this.beanFactory = beanFactory;
		this.inBand = inBand;
	}

	/**
	 * Find the interceptors of a server: every other bean that supports the contract, in
	 * their order, before those that the contract names.
	 * @param contract the contract
	 * @return the interceptors
	 * @throws SocketSetupException if one that the contract names is not found, or cannot
	 * be used with it
	 */
	List<HandshakeInterceptor> ofServer(SocketContract<?, ?> contract) {
		List<HandshakeInterceptor> own = contract.interceptors((type) -> ofClass(type, contract::name));
		boolean hasHeaders = contract.dialect().hasHandshake();
		if (!hasHeaders) {
			requireNoHeaders(contract, own);
		}
		else if (this.inBand) {
			requireAuthentication(contract);
		}
		Stream<HandshakeInterceptor> others = this.beanFactory.getBeanProvider(HandshakeInterceptor.class)
			.orderedStream()
			.filter((interceptor) -> own.stream().noneMatch((used) -> used == interceptor))
			.filter((interceptor) -> hasHeaders || !(interceptor instanceof AuthenticationInterceptor))
			.filter((interceptor) -> interceptor.supports(contract.name()));
		return Stream.concat(others, own.stream()).toList();
	}

	private static void requireNoHeaders(SocketContract<?, ?> contract, List<HandshakeInterceptor> own) {
		if (own.stream().anyMatch(AuthenticationInterceptor.class::isInstance)) {
			throw new SocketSetupException(
					"The contract '%s' of the dialect ENVELOPE uses AuthenticationInterceptor, but has no in-band headers."
						.formatted(contract.name()),
					"Authenticate the upgrade request: by a session or, with TicketInterceptor, by a ticket.");
		}
	}

	private void requireAuthentication(SocketContract<?, ?> contract) {
		if (!isPresent(AuthenticationInterceptor.class)) {
			throw new SocketSetupException(
					"The in-band credentials of the contract '%s' cannot be judged.".formatted(contract.name()),
					START_SECURITY + ", or set grest.ws.server.security.in-band=false.");
		}
	}

	/**
	 * Find the interceptor of a class that the contract of a client names. Those that
	 * judge credentials do nothing in a client, which may be without them.
	 * @param type the interceptor's class
	 * @param contract the contract's name, for the message
	 * @return the interceptor
	 * @throws SocketSetupException if there is none, or more than one
	 */
	HandshakeInterceptor ofClient(Class<? extends HandshakeInterceptor> type, Supplier<String> contract) {
		return (REMEDIES.containsKey(type) && !isPresent(type)) ? NONE : ofClass(type, contract);
	}

	private boolean isPresent(Class<?> type) {
		return this.beanFactory.getBeanProvider(type).stream().findAny().isPresent();
	}

	/**
	 * Find the interceptor of a class that a contract names.
	 * @param type the interceptor's class
	 * @param contract the contract's name, for the message
	 * @return the bean
	 * @throws SocketSetupException if there is none, or more than one
	 */
	HandshakeInterceptor ofClass(Class<? extends HandshakeInterceptor> type, Supplier<String> contract) {
		try {
			return this.beanFactory.getBean(type);
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new SocketSetupException(
					"The contract '%s' requires a single bean of type '%s', but %d were found: %s."
						.formatted(contract.get(), type.getName(), ex.getNumberOfBeansFound(), ex.getBeanNamesFound()),
					"Consider marking one of the beans as @Primary, or using an instance in the contract.");
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw new SocketSetupException(
					"The contract '%s' requires a bean of type '%s' that could not be found.".formatted(contract.get(),
							type.getName()),
					REMEDIES.getOrDefault(type,
							"Consider defining a bean of type '%s' in your configuration.".formatted(type.getName())));
		}
	}

}
