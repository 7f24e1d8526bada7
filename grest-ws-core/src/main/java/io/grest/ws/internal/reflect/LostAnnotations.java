package io.grest.ws.internal.reflect;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import kotlin.jvm.JvmClassMappingKt;
import kotlin.reflect.KFunction;
import kotlin.reflect.KParameter;
import kotlin.reflect.KProperty1;
import kotlin.reflect.KType;
import kotlin.reflect.KTypeProjection;
import kotlin.reflect.full.KClasses;
import kotlin.reflect.jvm.ReflectJvmMapping;

import org.springframework.core.KotlinDetector;

/**
 * Locator of annotations of type arguments in Kotlin, such as
 * {@code List<@NotBlank String>}, that Java reflection lacks, since the compiler leaves
 * them out unless told otherwise. Kotlin and its reflection may be absent; then nothing
 * is found.
 *
 * @since 0.1.0
 */
public final class LostAnnotations {

	private LostAnnotations() {
	}

	/**
	 * Return what the parameters of a method have lost.
	 * @param method the method
	 * @return the annotations
	 */
	public static Set<Class<? extends Annotation>> ofParameters(Method method) {
		return isReadable(method.getDeclaringClass()) ? Reflection.ofParameters(method) : Set.of();
	}

	/**
	 * Return what the result of a method has lost.
	 * @param method the method
	 * @return the annotations
	 */
	public static Set<Class<? extends Annotation>> ofResult(Method method) {
		return isReadable(method.getDeclaringClass()) ? Reflection.ofResult(method) : Set.of();
	}

	/**
	 * Return what the properties of a class have lost.
	 * @param type the class
	 * @return the annotations by property, empty for those that have lost none
	 */
	public static Map<String, Set<Class<? extends Annotation>>> ofProperties(Class<?> type) {
		return isReadable(type) ? Reflection.ofProperties(type) : Map.of();
	}

	/**
	 * Return the types of the properties of a class that carry an annotation, or whose
	 * type arguments do.
	 * @param type the class
	 * @param annotation the annotation
	 * @return the types
	 */
	public static List<Type> propertiesWith(Class<?> type, Class<? extends Annotation> annotation) {
		return isReadable(type) ? Reflection.propertiesWith(type, annotation) : List.of();
	}

	private static boolean isReadable(Class<?> type) {
		return KotlinDetector.isKotlinReflectPresent() && KotlinDetector.isKotlinType(type);
	}

	/**
	 * Access to Kotlin reflection. A class of its own, to be loaded only if Kotlin is
	 * present.
	 */
	private static final class Reflection {

		static Set<Class<? extends Annotation>> ofParameters(Method method) {
			KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
			Set<Class<? extends Annotation>> lost = new LinkedHashSet<>();
			if (function != null) {
				List<KParameter> parameters = function.getParameters()
					.stream()
					.filter((parameter) -> parameter.getKind() == KParameter.Kind.VALUE)
					.toList();
				for (int i = 0; i < parameters.size(); i++) {
					lost.addAll(lost(parameters.get(i).getType(), method.getAnnotatedParameterTypes()[i]));
				}
			}
			return lost;
		}

		static Set<Class<? extends Annotation>> ofResult(Method method) {
			KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
			return (function != null) ? lost(function.getReturnType(), method.getAnnotatedReturnType()) : Set.of();
		}

		static Map<String, Set<Class<? extends Annotation>>> ofProperties(Class<?> type) {
			Map<String, Set<Class<? extends Annotation>>> lost = new LinkedHashMap<>();
			for (KProperty1<?, ?> property : properties(type)) {
				Set<Class<? extends Annotation>> own = annotations(property.getReturnType());
				accessors(property).forEach((accessor) -> own.removeAll(annotations(accessor.type())));
				lost.put(property.getName(), own);
			}
			return lost;
		}

		static List<Type> propertiesWith(Class<?> type, Class<? extends Annotation> annotation) {
			return properties(type).stream()
				.filter((property) -> accessors(property).anyMatch((accessor) -> accessor.has(annotation)))
				.map((property) -> ReflectJvmMapping.getJavaType(property.getReturnType()))
				.toList();
		}

		private static List<KProperty1<?, ?>> properties(Class<?> type) {
			return List.copyOf(KClasses.getMemberProperties(JvmClassMappingKt.getKotlinClass(type)));
		}

		private static Stream<Accessor> accessors(KProperty1<?, ?> property) {
			Field field = ReflectJvmMapping.getJavaField(property);
			Method getter = ReflectJvmMapping.getJavaGetter(property);
			return Stream.concat(
					(field != null) ? Stream.of(new Accessor(field, field.getAnnotatedType())) : Stream.empty(),
					(getter != null) ? Stream.of(new Accessor(getter, getter.getAnnotatedReturnType()))
							: Stream.empty());
		}

		private static Set<Class<? extends Annotation>> lost(KType declared, AnnotatedType compiled) {
			Set<Class<? extends Annotation>> lost = annotations(declared);
			lost.removeAll(annotations(compiled));
			return lost;
		}

		private static Set<Class<? extends Annotation>> annotations(KType type) {
			Set<Class<? extends Annotation>> annotations = new LinkedHashSet<>();
			for (KTypeProjection projection : type.getArguments()) {
				KType argument = projection.getType();
				if (argument != null) {
					argument.getAnnotations().forEach((annotation) -> annotations.add(annotation.annotationType()));
					annotations.addAll(annotations(argument));
				}
			}
			return annotations;
		}

		private static Set<Class<? extends Annotation>> annotations(AnnotatedType type) {
			Set<Class<? extends Annotation>> annotations = new LinkedHashSet<>();
			for (AnnotatedType argument : arguments(type)) {
				for (Annotation annotation : argument.getAnnotations()) {
					annotations.add(annotation.annotationType());
				}
				annotations.addAll(annotations(argument));
			}
			return annotations;
		}

		private static List<AnnotatedType> arguments(AnnotatedType type) {
			if (type instanceof AnnotatedParameterizedType generic) {
				return Arrays.asList(generic.getAnnotatedActualTypeArguments());
			}
			if (type instanceof AnnotatedWildcardType wildcard) {
				return Arrays.asList(wildcard.getAnnotatedUpperBounds());
			}
			return (type instanceof AnnotatedArrayType array) ? List.of(array.getAnnotatedGenericComponentType())
					: List.of();
		}

		/**
		 * Field or getter of a property.
		 */
		private record Accessor(AnnotatedElement element, AnnotatedType type) {

			boolean has(Class<? extends Annotation> annotation) {
				return this.element.isAnnotationPresent(annotation) || annotations(this.type).contains(annotation);
			}

		}

	}

}
