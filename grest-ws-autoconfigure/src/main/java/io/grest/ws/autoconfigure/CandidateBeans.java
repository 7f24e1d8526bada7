package io.grest.ws.autoconfigure;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Beans that can be injected, by name. Excludes those that are declared not to be
 * candidates, such as the target of a scoped proxy.
 */
final class CandidateBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	CandidateBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return the beans of a type, including those of parent contexts.
	 * @param type a class, whatever its type arguments
	 * @return beans by name, in the order of their definitions
	 */
	Map<String, Object> ofType(Class<?> type) {
		Map<String, Object> beans = new LinkedHashMap<>();
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type)) {
			BeanDefinition definition = definition(name);
			if (definition == null || definition.isAutowireCandidate()) {
				beans.put(name, this.beanFactory.getBean(name, type));
			}
		}
		return beans;
	}

	/**
	 * Return the definition of a bean.
	 * @param name the bean's name
	 * @return the definition, or {@code null} if the bean was registered without one
	 */
	@Nullable BeanDefinition definition(String name) {
		try {
			return this.beanFactory.getMergedBeanDefinition(name);
		}
		catch (NoSuchBeanDefinitionException ex) {
			return null;
		}
	}

	/**
	 * Return the qualifier of a bean: that of its definition, of its {@code @Bean} method
	 * or of its class.
	 * @param name the bean's name
	 * @return the value of {@code @Qualifier}, or {@code null} if there is none
	 */
	@Nullable String qualifier(String name) {
		if (definition(name) instanceof RootBeanDefinition definition) {
			AutowireCandidateQualifier declared = definition.getQualifier(Qualifier.class.getName());
			if (declared != null) {
				return (String) declared.getAttribute(AutowireCandidateQualifier.VALUE_KEY);
			}
			Method factoryMethod = definition.getResolvedFactoryMethod();
			if (factoryMethod != null && factoryMethod.isAnnotationPresent(Qualifier.class)) {
				return BeanFactoryAnnotationUtils.getQualifierValue(factoryMethod);
			}
		}
		Qualifier qualifier = this.beanFactory.findAnnotationOnBean(name, Qualifier.class);
		return (qualifier != null && !qualifier.value().isEmpty()) ? qualifier.value() : null;
	}

}
