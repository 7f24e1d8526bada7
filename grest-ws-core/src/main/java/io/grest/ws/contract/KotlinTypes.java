package io.grest.ws.contract;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;

import kotlin.jvm.JvmClassMappingKt;
import kotlin.reflect.KClass;
import kotlin.reflect.KFunction;
import kotlin.reflect.KParameter;
import kotlin.reflect.KType;
import kotlin.reflect.KTypeProjection;
import kotlin.reflect.full.KClasses;
import kotlin.reflect.jvm.ReflectJvmMapping;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;

/**
 * What methods in Kotlin say of their types that Java does not know. Kotlin and its
 * reflection may be missing.
 */
final class KotlinTypes {

	private KotlinTypes() {
	}

	/**
	 * The value class that a method takes, which its compiled form does not have.
	 * @return the name, or {@code null} if it takes none
	 */
	static @Nullable String valueClassTaken(Method method) {
		// The compiler puts a hash of the value class behind the name.
		if (method.getName().indexOf('-') < 0 || !KotlinDetector.isKotlinType(method.getDeclaringClass())) {
			return null;
		}
		String name = KotlinDetector.isKotlinReflectPresent() ? Reflection.valueClassTaken(method) : null;
		return (name != null) ? name : "an unknown type";
	}

	/**
	 * The value class that a class is created of, which no binder knows how to create.
	 * @return the name, or {@code null} if there is none
	 */
	static @Nullable String valueClassWithin(Class<?> type) {
		return (KotlinDetector.isKotlinReflectPresent() && KotlinDetector.isKotlinType(type))
				? Reflection.valueClassWithin(type) : null;
	}

	/**
	 * The name of a method as it is in the source.
	 */
	static String name(Method method) {
		int hash = method.getName().indexOf('-');
		return (hash > 0) ? method.getName().substring(0, hash) : method.getName();
	}

	static @Nullable NullElements inputElements(Method method) {
		return isReadable(method) ? Reflection.inputElements(method) : null;
	}

	static @Nullable NullElements resultElements(Method method) {
		return isReadable(method) ? Reflection.resultElements(method) : null;
	}

	private static boolean isReadable(Method method) {
		return KotlinDetector.isKotlinReflectPresent() && KotlinDetector.isKotlinType(method.getDeclaringClass());
	}

	/**
	 * In a class of its own, which is loaded where there is Kotlin only.
	 */
	private static final class Reflection {

		static @Nullable String valueClassTaken(Method method) {
			return valueClassTaken(ReflectJvmMapping.getKotlinFunction(method));
		}

		static @Nullable String valueClassWithin(Class<?> type) {
			return valueClassTaken(KClasses.getPrimaryConstructor(JvmClassMappingKt.getKotlinClass(type)));
		}

		private static @Nullable String valueClassTaken(@Nullable KFunction<?> function) {
			if (function != null) {
				for (KParameter parameter : function.getParameters()) {
					if (parameter.getType().getClassifier() instanceof KClass<?> taken && taken.isValue()) {
						return String.valueOf(taken.getQualifiedName());
					}
				}
			}
			return null;
		}

		static @Nullable NullElements inputElements(Method method) {
			KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
			if (function == null) {
				return null;
			}
			return function.getParameters()
				.stream()
				.filter((parameter) -> parameter.getKind() == KParameter.Kind.VALUE)
				.findFirst()
				.map((parameter) -> elements(parameter.getType()))
				.orElse(null);
		}

		// The one argument of Mono.
		static @Nullable NullElements resultElements(Method method) {
			KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
			if (function == null || function.getReturnType().getArguments().isEmpty()) {
				return null;
			}
			KType result = function.getReturnType().getArguments().get(0).getType();
			return (result != null) ? elements(result) : null;
		}

		// The last argument: a map's values, anything else's elements.
		private static @Nullable NullElements elements(KType type) {
			Class<?> container = (type.getClassifier() instanceof KClass<?> known)
					? JvmClassMappingKt.getJavaClass(known) : null;
			List<KTypeProjection> arguments = type.getArguments();
			boolean contains = container != null && !arguments.isEmpty() && (container.isArray()
					|| Iterable.class.isAssignableFrom(container) || Map.class.isAssignableFrom(container));
			KType element = contains ? arguments.get(arguments.size() - 1).getType() : null;
			if (element == null) {
				return null;
			}
			NullElements within = elements(element);
			boolean refusesNull = !element.isMarkedNullable() && element.getClassifier() instanceof KClass<?>;
			return (refusesNull || within != null) ? new NullElements(refusesNull, within) : null;
		}

	}

}
