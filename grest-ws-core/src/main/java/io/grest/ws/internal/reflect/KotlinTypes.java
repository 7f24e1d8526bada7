package io.grest.ws.internal.reflect;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import kotlin.jvm.JvmClassMappingKt;
import kotlin.reflect.KClass;
import kotlin.reflect.KFunction;
import kotlin.reflect.KMutableProperty;
import kotlin.reflect.KParameter;
import kotlin.reflect.KProperty;
import kotlin.reflect.KType;
import kotlin.reflect.KTypeProjection;
import kotlin.reflect.full.KClasses;
import kotlin.reflect.jvm.ReflectJvmMapping;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;

/**
 * Accessor of type information of Kotlin methods that Java reflection lacks. Kotlin and
 * its reflection may be absent.
 *
 * @since 0.1.0
 */
public final class KotlinTypes {

	private KotlinTypes() {
	}

	/**
	 * Return the value class that a method takes, which its compiled form lacks.
	 * @param method the method
	 * @return the name, or {@code null} if it takes none
	 */
	public static @Nullable String valueClassTaken(Method method) {
		// The compiler appends a hash of the value class to the name.
		if (method.getName().indexOf('-') < 0 || !KotlinDetector.isKotlinType(method.getDeclaringClass())) {
			return null;
		}
		String name = KotlinDetector.isKotlinReflectPresent() ? Reflection.valueClassTaken(method) : null;
		return (name != null) ? name : "an unknown type";
	}

	/**
	 * Return a value class among the constructor parameters of a class, which no binder
	 * can create.
	 * @param type the class
	 * @return the name, or {@code null} if there is none
	 */
	public static @Nullable String valueClassWithin(Class<?> type) {
		return (KotlinDetector.isKotlinReflectPresent() && KotlinDetector.isKotlinType(type))
				? Reflection.valueClassWithin(type) : null;
	}

	/**
	 * Return the name of a method in the source.
	 * @param method the method
	 * @return the name, without what the compiler appends
	 */
	public static String name(Method method) {
		int hash = method.getName().indexOf('-');
		return (hash > 0) ? method.getName().substring(0, hash) : method.getName();
	}

	static @Nullable NullElements inputElements(Method method) {
		return isReadable(method) ? Reflection.inputElements(method) : null;
	}

	static @Nullable NullElements resultElements(Method method) {
		return isReadable(method) ? Reflection.resultElements(method) : null;
	}

	static @Nullable KotlinNullness nullness(AnnotatedElement element) {
		if (element instanceof Parameter parameter) {
			return isReadable(parameter.getDeclaringExecutable()) ? Reflection.nullness(parameter) : null;
		}
		return (element instanceof Member member && isReadable(member)) ? Reflection.nullness(member) : null;
	}

	private static boolean isReadable(Member member) {
		return KotlinDetector.isKotlinReflectPresent() && KotlinDetector.isKotlinType(member.getDeclaringClass());
	}

	/**
	 * Access to Kotlin reflection. A class of its own, to be loaded only if Kotlin is
	 * present.
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

		// The type argument of Mono, or the type itself.
		static @Nullable NullElements resultElements(Method method) {
			KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
			if (function == null) {
				return null;
			}
			if (!ReturnTypes.isReactive(method)) {
				return elements(function.getReturnType());
			}
			if (function.getReturnType().getArguments().isEmpty()) {
				return null;
			}
			KType result = function.getReturnType().getArguments().get(0).getType();
			return (result != null) ? elements(result) : null;
		}

		// The last type argument: the values of a map, or the elements of a collection or
		// an array.
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

		static @Nullable KotlinNullness nullness(Parameter parameter) {
			Executable executable = parameter.getDeclaringExecutable();
			KFunction<?> function = (executable instanceof Constructor<?> constructor)
					? ReflectJvmMapping.getKotlinFunction(constructor)
					: ReflectJvmMapping.getKotlinFunction((Method) executable);
			if (function == null) {
				return nullness(executable);
			}
			int index = Arrays.asList(executable.getParameters()).indexOf(parameter);
			return function.getParameters()
				.stream()
				.filter((declared) -> executable instanceof Constructor<?>
						|| declared.getKind() != KParameter.Kind.INSTANCE)
				.skip(index)
				.findFirst()
				.map((declared) -> nullness(declared.getType()))
				.orElse(null);
		}

		static @Nullable KotlinNullness nullness(Member member) {
			if (member instanceof Field field) {
				KProperty<?> property = ReflectJvmMapping.getKotlinProperty(field);
				return (property != null) ? nullness(property.getReturnType()) : null;
			}
			if (!(member instanceof Method method)) {
				return null;
			}
			KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
			return (function != null) ? nullness(function.getReturnType()) : ofAccessor(method);
		}

		private static @Nullable KotlinNullness ofAccessor(Method accessor) {
			return KClasses.getDeclaredMemberProperties(JvmClassMappingKt.getKotlinClass(accessor.getDeclaringClass()))
				.stream()
				.filter((property) -> isAccessor(accessor, property))
				.findFirst()
				.map((property) -> nullness(property.getReturnType()))
				.orElse(null);
		}

		private static boolean isAccessor(Method accessor, KProperty<?> property) {
			return accessor.equals(ReflectJvmMapping.getJavaGetter(property))
					|| (property instanceof KMutableProperty<?> mutable
							&& accessor.equals(ReflectJvmMapping.getJavaSetter(mutable)));
		}

		private static KotlinNullness nullness(KType type) {
			List<KTypeProjection> arguments = type.getArguments();
			KType content = arguments.isEmpty() ? null : arguments.get(arguments.size() - 1).getType();
			return new KotlinNullness(type.isMarkedNullable(), (content != null) ? nullness(content) : null);
		}

	}

}
