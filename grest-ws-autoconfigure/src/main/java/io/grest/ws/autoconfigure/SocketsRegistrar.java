package io.grest.ws.autoconfigure;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.Sockets;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.aot.BeanRegistrationExcludeFilter;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;

/**
 * Registrar of a bean {@link Sockets} for each contract, qualified by the name of the
 * contract's bean. Lazy: where nobody wants one, clients join no topics by themselves.
 */
final class SocketsRegistrar implements BeanDefinitionRegistryPostProcessor {

	/**
	 * End of the names of these beans, after the name of the contract's bean.
	 */
	static final String SUFFIX = "Sockets";

	private static final int CLIENT_TYPE = 1;

	private static final String ATTRIBUTE = SocketsRegistrar.class.getName();

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (registry instanceof ConfigurableListableBeanFactory beanFactory) {
			for (String contract : beanFactory.getBeanNamesForType(SocketContract.class, true, false)) {
				ResolvableType clientType = clientType(beanFactory, contract);
				if (clientType != null && !registry.containsBeanDefinition(contract + SUFFIX)) {
					registry.registerBeanDefinition(contract + SUFFIX, definition(beanFactory, contract, clientType));
				}
			}
		}
	}

	private static @Nullable ResolvableType clientType(ConfigurableListableBeanFactory beanFactory, String contract) {
		if (!beanFactory.containsBeanDefinition(contract)) {
			return null;
		}
		BeanDefinition definition = beanFactory.getMergedBeanDefinition(contract);
		ResolvableType type = definition.getResolvableType().as(SocketContract.class).getGeneric(CLIENT_TYPE);
		return (type.resolve() != null) ? type : null;
	}

	private static RootBeanDefinition definition(ConfigurableListableBeanFactory beanFactory, String contract,
			ResolvableType clientType) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(ResolvableType.forClassWithGenerics(Sockets.class, clientType));
		definition.setInstanceSupplier(() -> sockets(beanFactory, contract));
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, contract));
		definition.setLazyInit(true);
		definition.setAttribute(ATTRIBUTE, true);
		return definition;
	}

	private static Sockets<?> sockets(ConfigurableListableBeanFactory beanFactory, String contract) {
		SocketContract<?, ?> known = beanFactory.getBean(contract, SocketContract.class);
		return beanFactory.getBean(SocketTopics.class).sockets(known);
	}

	/**
	 * Filter that leaves these beans to the registrar, also in an application that was
	 * processed ahead of time: generated code could not name interfaces that are not
	 * public.
	 */
	static final class AotFilter implements BeanRegistrationExcludeFilter {

		@Override
		public boolean isExcludedFromAotProcessing(RegisteredBean bean) {
			return bean.getMergedBeanDefinition().hasAttribute(ATTRIBUTE);
		}

	}

}
