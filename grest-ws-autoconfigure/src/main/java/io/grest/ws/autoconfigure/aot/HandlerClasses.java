package io.grest.ws.autoconfigure.aot;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.grest.ws.server.ContractHandler;

import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Classes of a handler: its own, and those of the objects that its {@code connect} may
 * return. {@code connect} usually declares the interface of the contract only, so the
 * byte code of the handler is searched for what implements that interface.
 *
 * @param all the classes
 * @param areComplete whether something is known of what {@code connect} returns
 */
record HandlerClasses(Set<Class<?>> all, boolean areComplete) {

	static HandlerClasses of(RegisteredBean bean) {
		Class<?> handler = bean.getBeanClass();
		Class<?> server = bean.getBeanType().as(ContractHandler.class).resolveGeneric(0);
		if (server == null) {
			return new HandlerClasses(Set.of(handler), false);
		}
		CreatedClasses created = new CreatedClasses(server);
		returned(handler, server).forEach(created::add);
		Method factoryMethod = bean.getMergedBeanDefinition().getResolvedFactoryMethod();
		Stream.of(handler, (factoryMethod != null) ? factoryMethod.getDeclaringClass() : handler)
			.distinct()
			.forEach(created::search);
		Set<Class<?>> all = new LinkedHashSet<>(created.classes());
		all.add(handler);
		return new HandlerClasses(all, created.areFound());
	}

	// What connect declares, where that is narrower than the interface.
	private static Stream<Class<?>> returned(Class<?> handler, Class<?> server) {
		return Arrays.stream(handler.getMethods())
			.filter((method) -> method.getName().equals("connect"))
			.map((method) -> ResolvableType.forMethodReturnType(method, handler))
			.flatMap((type) -> Stream.of(type, type.getGeneric(0)))
			.<Class<?>>map(ResolvableType::resolve)
			.filter(Objects::nonNull)
			.filter((type) -> ClassUtils.isAssignable(server, type) && !type.isInterface());
	}

}
