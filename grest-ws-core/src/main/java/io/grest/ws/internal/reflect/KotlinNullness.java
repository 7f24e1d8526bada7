package io.grest.ws.internal.reflect;

import java.lang.reflect.AnnotatedElement;

import org.jspecify.annotations.Nullable;

/**
 * Whether a Kotlin type and those of its elements are nullable, of which Java reflection
 * has no trace.
 *
 * @param nullable whether the type is nullable
 * @param content the last type argument: the items of an array or a collection, the
 * values of a map; {@code null} if there is none
 * @since 0.1.0
 */
public record KotlinNullness(boolean nullable, @Nullable KotlinNullness content) {

	/**
	 * Return the nullness of a property, a parameter or a result.
	 * @param element a field, an accessor, another method or a parameter
	 * @return the nullness, or {@code null} if it is not declared in Kotlin or Kotlin's
	 * reflection is absent
	 */
	public static @Nullable KotlinNullness of(AnnotatedElement element) {
		return KotlinTypes.nullness(element);
	}

}
