package io.grest.ws.autoconfigure;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;

/**
 * Lookup of a contract's interceptors among the beans.
 */
final class ContractInterceptors {

	private final BeanFactory beanFactory;

	ContractInterceptors(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Find the interceptors of a server: every other bean that supports the contract, in
	 * their order, before those that the contract names.
	 * @param contract the contract
	 * @return the interceptors
	 * @throws SocketSetupException if one that the contract names is not found
	 */
	List<HandshakeInterceptor> ofServer(SocketContract<?, ?> contract) {
		List<HandshakeInterceptor> own = contract.interceptors((type) -> ofClass(type, contract::name));
		Stream<HandshakeInterceptor> others = this.beanFactory.getBeanProvider(HandshakeInterceptor.class)
			.orderedStream()
			.filter((interceptor) -> own.stream().noneMatch((used) -> used == interceptor))
			.filter((interceptor) -> interceptor.supports(contract.name()));
		return Stream.concat(others, own.stream()).toList();
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
					"Consider defining a bean of type '%s' in your configuration.".formatted(type.getName()));
		}
	}

}
