package io.grest.ws.internal.reflect;

import java.lang.reflect.Constructor;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.springframework.beans.BeanUtils;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

/**
 * Parameter of the constructor of a query type, to which a path variable or a query
 * parameter of its name is bound.
 *
 * @param name the name
 * @param parameter the parameter of the constructor
 * @since 0.1.0
 */
public record QueryParameter(String name, MethodParameter parameter) {

	/**
	 * Read the parameters of a query type.
	 * @param type the query type
	 * @return the parameters, in the order of the constructor
	 */
	public static List<QueryParameter> of(Class<?> type) {
		Constructor<?> constructor = BeanUtils.getResolvableConstructor(type);
		String[] names = BeanUtils.getParameterNames(constructor);
		return IntStream.range(0, names.length)
			.mapToObj((index) -> new QueryParameter(names[index], new MethodParameter(constructor, index)))
			.toList();
	}

	/**
	 * Return the type of the parameter.
	 * @return the type
	 */
	public ResolvableType type() {
		return ResolvableType.forMethodParameter(this.parameter);
	}

	/**
	 * Return the type of a single value.
	 * @return the class of the element of an {@code Optional}, a collection or an array,
	 * otherwise that of the parameter
	 */
	public Class<?> valueType() {
		ResolvableType type = type();
		if (type.resolve() == Optional.class) {
			type = type.getGeneric();
		}
		if (type.isArray()) {
			return type.getComponentType().toClass();
		}
		return Collection.class.isAssignableFrom(type.toClass()) ? type.asCollection().getGeneric().toClass()
				: type.toClass();
	}

	/**
	 * Return whether the parameter may be absent.
	 * @return whether it is an {@code Optional}, is nullable, or has a default in Kotlin
	 */
	public boolean isOptional() {
		return this.parameter.isOptional();
	}

}
