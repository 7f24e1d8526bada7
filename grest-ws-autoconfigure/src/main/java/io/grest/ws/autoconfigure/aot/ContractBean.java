package io.grest.ws.autoconfigure.aot;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import io.grest.ws.contract.InvalidContractException;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanInstantiationException;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.ResolvableType;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Definition of a contract's bean, read ahead of time. The contract is created by its
 * {@code @Bean} method, outside of the bean factory, if that method needs no other bean.
 * Otherwise the interfaces are known by the type arguments alone.
 */
final class ContractBean {

	private static final Log logger = LogFactory.getLog(Loggers.AOT);

	private static final String REGISTER = "register the type with @RegisterReflectionForBinding";

	private final RegisteredBean bean;

	ContractBean(RegisteredBean bean) {
		this.bean = bean;
	}

	/**
	 * Return the contract.
	 * @return the contract; one without a query type if it cannot be created, and
	 * {@code null} if nothing is known of it, both of which are logged at WARN
	 */
	@Nullable SocketContract<?, ?> read() {
		try {
			return create();
		}
		catch (RuntimeException ex) {
			return ofInterfaces(ex);
		}
	}

	private SocketContract<?, ?> create() {
		Method method = this.bean.getMergedBeanDefinition().getResolvedFactoryMethod();
		Assert.state(method != null, "it has no @Bean method");
		Assert.state(method.getParameterCount() == 0, () -> "its @Bean method " + method.getName() + " has parameters");
		ReflectionUtils.makeAccessible(method);
		Object contract = ReflectionUtils.invokeMethod(method,
				Modifier.isStatic(method.getModifiers()) ? null : configuration());
		Assert.state(contract != null, () -> "its @Bean method " + method.getName() + " returns null");
		return (SocketContract<?, ?>) contract;
	}

	private Object configuration() {
		String name = this.bean.getMergedBeanDefinition().getFactoryBeanName();
		Class<?> type = (name != null) ? this.bean.getBeanFactory().getType(name, false) : null;
		Assert.state(type != null, "the class of its @Bean method is not known");
		try {
			return BeanUtils.instantiateClass(ClassUtils.getUserClass(type));
		}
		catch (BeanInstantiationException ex) {
			throw new IllegalStateException("its @Bean method is not static, and its class has no constructor without"
					+ " parameters that can be used", ex);
		}
	}

	private @Nullable SocketContract<?, ?> ofInterfaces(RuntimeException fault) {
		ResolvableType type = this.bean.getMergedBeanDefinition().getResolvableType().as(SocketContract.class);
		Class<?> server = type.resolveGeneric(0);
		Class<?> client = type.resolveGeneric(1);
		if (server == null || client == null) {
			warn("Nothing", fault, "declare a static @Bean method without parameters that returns"
					+ " SocketContract<Server, Client> with both types");
			return null;
		}
		try {
			SocketContract<?, ?> contract = SocketContract.define("Unnamed", server, client).path("/").build();
			warn("The interfaces, but no query type", fault,
					"declare a static @Bean method without parameters, or " + REGISTER);
			return contract;
		}
		catch (InvalidContractException ex) {
			warn("Nothing", ex, "declare a static @Bean method without parameters");
			return null;
		}
	}

	private void warn(String registered, RuntimeException fault, String remedy) {
		logger.warn(registered + " of the contract '" + this.bean.getBeanName()
				+ "' is registered for native images, as it cannot be created ahead of time: " + fault.getMessage()
				+ "; " + remedy);
	}

}
