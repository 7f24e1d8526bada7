package io.grest.ws.internal.reflect;

import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.objenesis.ObjenesisException;
import org.springframework.objenesis.SpringObjenesis;

/**
 * Placeholders for payloads, which a function passes on but never inspects.
 *
 * @since 0.1.0
 */
public final class Placeholders {

	private static final Map<Class<?>, Object> PLAIN = Map.of(String.class, "", Boolean.class, false, Integer.class, 0,
			Long.class, 0L, Double.class, 0.0, Object.class, new Object());

	private Placeholders() {
	}

	/**
	 * Create an object without calling its constructor.
	 * @param type the class of the payload
	 * @return the object, or {@code null} if it cannot be created
	 */
	public static @Nullable Object create(Class<?> type) {
		if (PLAIN.containsKey(type)) {
			return PLAIN.get(type);
		}
		if (type.isAssignableFrom(List.class)) {
			return List.of();
		}
		if (type.isArray()) {
			return Array.newInstance(type.getComponentType(), 0);
		}
		if (type.isEnum()) {
			Object[] constants = type.getEnumConstants();
			return (constants.length > 0) ? constants[0] : null;
		}
		if (type.isSealed()) {
			return createSubclass(type);
		}
		if (type.isInterface()) {
			return Proxy.newProxyInstance(loader(type), new Class<?>[] { type }, (proxy, method, arguments) -> null);
		}
		return Modifier.isAbstract(type.getModifiers()) ? null : instantiate(type);
	}

	private static @Nullable Object createSubclass(Class<?> type) {
		for (Class<?> subclass : type.getPermittedSubclasses()) {
			Object placeholder = create(subclass);
			if (placeholder != null) {
				return placeholder;
			}
		}
		return null;
	}

	private static @Nullable Object instantiate(Class<?> type) {
		try {
			return new SpringObjenesis().newInstance(type, false);
		}
		catch (ObjenesisException ex) {
			return null;
		}
	}

	private static ClassLoader loader(Class<?> type) {
		ClassLoader loader = type.getClassLoader();
		return (loader != null) ? loader : Placeholders.class.getClassLoader();
	}

}
