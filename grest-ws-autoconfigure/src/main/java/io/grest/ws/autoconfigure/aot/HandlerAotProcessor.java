package io.grest.ws.autoconfigure.aot;

import io.grest.ws.internal.Loggers;
import io.grest.ws.server.ContractHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.util.ClassUtils;

/**
 * Processor of handlers among the beans, which registers their classes and those of the
 * objects that they return from {@code connect}, so that annotations are found on them.
 */
class HandlerAotProcessor implements BeanRegistrationAotProcessor {

	private static final Log logger = LogFactory.getLog(Loggers.AOT);

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		if (!ContractHandler.class.isAssignableFrom(bean.getBeanClass())) {
			return null;
		}
		HandlerClasses classes = HandlerClasses.of(bean);
		if (!classes.areComplete()) {
			logger.warn("The class that the handler '" + bean.getBeanName()
					+ "' returns from connect is not known, and not registered for native images, where it is refused:"
					+ " create its object within the class of the handler, or register the class with"
					+ " @RegisterReflection");
		}
		return (generation, code) -> classes.all()
			.forEach((type) -> registerHierarchy(generation.getRuntimeHints().reflection(), type));
	}

	// Annotations are also found on what a method overrides.
	private static void registerHierarchy(ReflectionHints hints, Class<?> type) {
		for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
			hints.registerType(each);
		}
		ClassUtils.getAllInterfacesForClassAsSet(type).forEach((each) -> hints.registerType(each));
	}

}
