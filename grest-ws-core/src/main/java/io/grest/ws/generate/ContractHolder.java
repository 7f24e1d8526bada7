package io.grest.ws.generate;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.protocol.PayloadCodec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.BeanUtils;

/**
 * Class that declares contracts, in static fields or as results of methods without
 * parameters, such as the {@code @Bean} methods of a configuration.
 */
final class ContractHolder {

	private final Class<?> type;

	private @Nullable Object instance;

	ContractHolder(Class<?> type) {
		this.type = type;
	}

	/**
	 * Return the contracts of the class.
	 * @return the contracts, in the order of their names
	 * @throws IllegalArgumentException if there is none
	 */
	List<SocketContract<?, ?>> contracts() {
		List<SocketContract<?, ?>> contracts = values(SocketContract.class).<SocketContract<?, ?>>map((found) -> found)
			.sorted(Comparator.comparing((contract) -> contract.name()))
			.toList();
		if (contracts.isEmpty()) {
			throw new IllegalArgumentException(
					this.type.getName() + " has no contract: name a class with a static field"
							+ " of type SocketContract, or with a method without parameters that returns one");
		}
		return contracts;
	}

	/**
	 * Return the codec for the payloads of the contracts.
	 * @return the codec that the class declares, otherwise a codec of the mapper that it
	 * declares, otherwise one with Jackson's defaults
	 */
	PayloadCodec codec() {
		return values(PayloadCodec.class).findFirst()
			.or(() -> values(JsonMapper.class).map(PayloadCodec::new).findFirst())
			.orElseGet(PayloadCodec::new);
	}

	private <T> Stream<T> values(Class<T> wanted) {
		Stream<Object> fields = Arrays.stream(this.type.getDeclaredFields())
			.filter((field) -> Modifier.isStatic(field.getModifiers()) && wanted.isAssignableFrom(field.getType()))
			.map(this::read);
		Stream<Object> methods = Arrays.stream(this.type.getDeclaredMethods())
			.filter((method) -> method.getParameterCount() == 0 && wanted.isAssignableFrom(method.getReturnType())
					&& !method.isSynthetic())
			.map(this::read);
		return Stream.concat(fields, methods).filter(Objects::nonNull).map(wanted::cast);
	}

	private Object read(AccessibleObject member) {
		try {
			member.setAccessible(true);
			Object target = Modifier.isStatic(((Member) member).getModifiers()) ? null : instance();
			return (member instanceof Field field) ? field.get(target) : ((Method) member).invoke(target);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalArgumentException(
					"Cannot read " + this.type.getName() + "." + ((Member) member).getName() + ": " + cause(ex), ex);
		}
	}

	private static String cause(ReflectiveOperationException ex) {
		return String.valueOf((ex.getCause() != null) ? ex.getCause().getMessage() : ex.getMessage());
	}

	private Object instance() {
		Object current = this.instance;
		if (current == null) {
			current = BeanUtils.instantiateClass(this.type);
			this.instance = current;
		}
		return current;
	}

}
