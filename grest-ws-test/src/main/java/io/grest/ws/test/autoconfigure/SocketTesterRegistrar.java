package io.grest.ws.test.autoconfigure;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.test.SocketTester;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;

/**
 * Post-processor that registers a tester for each contract, with the same type arguments.
 * The name of the contract's bean is its qualifier, and it is primary if the contract is.
 */
class SocketTesterRegistrar implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beanFactory;
		for (String contract : beanFactory.getBeanNamesForType(SocketContract.class, true, false)) {
			String tester = contract + "SocketTester";
			if (registry.containsBeanDefinition(contract) && !registry.containsBeanDefinition(tester)) {
				registry.registerBeanDefinition(tester,
						tester(contract, beanFactory.getMergedBeanDefinition(contract)));
			}
		}
	}

	private static RootBeanDefinition tester(String contract, BeanDefinition declared) {
		ResolvableType type = declared.getResolvableType().as(SocketContract.class);
		RootBeanDefinition tester = new RootBeanDefinition();
		tester.setTargetType(
				ResolvableType.forClassWithGenerics(SocketTester.class, type.getGeneric(0), type.getGeneric(1)));
		tester.setFactoryBeanName(SocketTesters.BEAN_NAME);
		tester.setFactoryMethodName("create");
		tester.getConstructorArgumentValues().addGenericArgumentValue(contract);
		tester.setPrimary(declared.isPrimary());
		tester.setAutowireCandidate(declared.isAutowireCandidate());
		tester.addQualifier(new AutowireCandidateQualifier(Qualifier.class, contract));
		tester.setLazyInit(true);
		tester.setDestroyMethodName("reset");
		// Generated code could not name interfaces that are not public. A context that is
		// processed ahead of time calls this post-processor as well.
		tester.setAttribute(BeanRegistrationAotProcessor.IGNORE_REGISTRATION_ATTRIBUTE, true);
		return tester;
	}

}
