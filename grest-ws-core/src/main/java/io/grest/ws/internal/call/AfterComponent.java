package io.grest.ws.internal.call;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.grest.ws.contract.ContractMethod;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/**
 * Component of an input that says after which item a stream begins, see
 * {@link io.grest.ws.contract.After @After}.
 *
 * @since 0.1.0
 */
public final class AfterComponent {

	private final Constructor<?> constructor;

	private final List<Method> accessors;

	private final int index;

	private AfterComponent(Class<?> type, String name) {
		RecordComponent[] components = type.getRecordComponents();
		Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
		try {
			this.constructor = ReflectionUtils.accessibleConstructor(type, types);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException("The record " + type.getName() + " has no constructor of its components",
					ex);
		}
		this.accessors = Stream.of(components).map(RecordComponent::getAccessor).toList();
		this.accessors.forEach(ReflectionUtils::makeAccessible);
		this.index = Stream.of(components).map(RecordComponent::getName).toList().indexOf(name);
	}

	/**
	 * Return the component of a method's input.
	 * @param method the method
	 * @return the component, or {@code null} if none is annotated
	 */
	public static @Nullable AfterComponent of(ContractMethod method) {
		String name = method.after().orElse(null);
		return (name != null) ? new AfterComponent(ResolvableType.forType(method.inputType()).toClass(), name) : null;
	}

	/**
	 * Copy an input, with the stream to begin elsewhere.
	 * @param payload the input
	 * @param id the id of an item
	 * @return a copy that differs in the component
	 */
	public Object with(Object payload, String id) {
		@Nullable Object[] values = this.accessors.stream()
			.map((accessor) -> ReflectionUtils.invokeMethod(accessor, payload))
			.toArray();
		values[this.index] = id;
		return BeanUtils.instantiateClass(this.constructor, values);
	}

}
