package io.grest.ws.internal.generate.model;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.grest.ws.internal.reflect.KotlinNullness;
import io.grest.ws.internal.reflect.ReturnTypes;
import io.grest.ws.internal.reflect.SuspendFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;

import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Java annotations of a property, a parameter or an element: whether it may be
 * {@code null}, and its constraints. Annotations of a property are read from its accessor
 * and from the field with its name.
 *
 * @since 0.1.0
 */
public final class Annotations {

	/**
	 * No annotations.
	 */
	public static final Annotations NONE = new Annotations(List.of(), List.of(), List.of());

	private final List<AnnotatedElement> elements;

	private final List<AnnotatedType> types;

	// The types in Kotlin, where nullability is no annotation at run time.
	private final List<KotlinNullness> kotlin;

	private Annotations(List<AnnotatedElement> elements, List<AnnotatedType> types) {
		this(elements, types, present(elements.stream().map(KotlinNullness::of)));
	}

	private Annotations(List<AnnotatedElement> elements, List<AnnotatedType> types, List<KotlinNullness> kotlin) {
		this.elements = elements;
		this.types = types;
		this.kotlin = kotlin;
	}

	/**
	 * Return the annotations of a property.
	 * @param member the member that Jackson reads or writes it with
	 * @return the annotations
	 */
	public static Annotations of(@Nullable AnnotatedMember member) {
		if (member == null) {
			return NONE;
		}
		if (member instanceof AnnotatedParameter parameter) {
			return ofParameter(parameter);
		}
		Member java = member.getMember();
		if (java instanceof Field field) {
			return of(field);
		}
		return (java instanceof Method method) ? of(method) : NONE;
	}

	private static Annotations ofParameter(AnnotatedParameter parameter) {
		if (!(parameter.getMember() instanceof Executable creator)
				|| parameter.getIndex() >= creator.getAnnotatedParameterTypes().length) {
			return NONE;
		}
		Parameter java = creator.getParameters()[parameter.getIndex()];
		Annotations own = of(java);
		Field field = (creator instanceof Constructor<?>) ? field(creator.getDeclaringClass(), java.getName()) : null;
		return (field != null) ? own.and(of(field)) : own;
	}

	private static Annotations of(Field field) {
		return new Annotations(List.of(field), List.of(field.getAnnotatedType()));
	}

	private static Annotations of(Method accessor) {
		boolean setter = accessor.getParameterCount() == 1;
		AnnotatedType type = setter ? accessor.getAnnotatedParameterTypes()[0] : accessor.getAnnotatedReturnType();
		Annotations own = new Annotations(
				setter ? List.of(accessor, accessor.getParameters()[0]) : List.<AnnotatedElement>of(accessor),
				List.of(type));
		Field field = field(accessor.getDeclaringClass(), propertyOf(accessor));
		return (field != null) ? own.and(of(field)) : own;
	}

	/**
	 * Return the annotations of a parameter.
	 * @param parameter the parameter
	 * @return the annotations
	 */
	public static Annotations of(Parameter parameter) {
		return new Annotations(List.of(parameter), List.of(parameter.getAnnotatedType()));
	}

	/**
	 * Return the annotations of the value in the {@code Mono} or {@code CompletionStage}
	 * that a method returns, of an item of the stream that it returns, or of the value
	 * that a suspend function returns.
	 * @param method a method of a contract
	 * @return the annotations
	 */
	public static Annotations ofResult(Method method) {
		if (SuspendFunction.is(method)) {
			return new Annotations(List.of(method), List.of());
		}
		Annotations returned = new Annotations(List.of(method), List.of(method.getAnnotatedReturnType()));
		return (ReturnTypes.isReactive(method) || ReturnTypes.isStream(method.getReturnType())) ? returned.ofContent()
				: returned;
	}

	private static @Nullable Field field(Class<?> type, String name) {
		return ReflectionUtils.findField(type, name);
	}

	private static String propertyOf(Method accessor) {
		String name = accessor.getName();
		for (String prefix : List.of("get", "set", "is")) {
			if (name.length() > prefix.length() && name.startsWith(prefix)) {
				return StringUtils.uncapitalizeAsProperty(name.substring(prefix.length()));
			}
		}
		return name;
	}

	private Annotations and(Annotations others) {
		return new Annotations(Stream.concat(this.elements.stream(), others.elements.stream()).toList(),
				Stream.concat(this.types.stream(), others.types.stream()).toList(),
				Stream.concat(this.kotlin.stream(), others.kotlin.stream()).toList());
	}

	/**
	 * Return the annotations of the elements: the items of an array or a collection, the
	 * values of a map, or the value of an {@code Optional}.
	 * @return the annotations
	 */
	public Annotations ofContent() {
		List<AnnotatedType> content = present(this.types.stream().map(Annotations::content));
		List<KotlinNullness> inKotlin = present(this.kotlin.stream().map(KotlinNullness::content));
		return (content.isEmpty() && inKotlin.isEmpty()) ? NONE : new Annotations(List.of(), content, inKotlin);
	}

	private static <T> List<T> present(Stream<@Nullable T> values) {
		return values.filter(Objects::nonNull).<T>map(Objects::requireNonNull).toList();
	}

	private static @Nullable AnnotatedType content(AnnotatedType type) {
		if (type instanceof AnnotatedArrayType array) {
			return array.getAnnotatedGenericComponentType();
		}
		if (type instanceof AnnotatedParameterizedType generic) {
			AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
			return (arguments.length > 0) ? arguments[arguments.length - 1] : null;
		}
		return null;
	}

	/**
	 * Return whether the value may be {@code null}.
	 * @return whether an annotation is named {@code Nullable} or the Kotlin type is
	 * nullable, and no constraint forbids {@code null}
	 */
	public boolean nullable() {
		return !forbidNull() && (all().flatMap((element) -> Arrays.stream(element.getAnnotations()))
			.map(Annotation::annotationType)
			.anyMatch((type) -> type.getSimpleName().equals("Nullable"))
				|| this.kotlin.stream().anyMatch(KotlinNullness::nullable));
	}

	/**
	 * Return whether a constraint forbids {@code null}.
	 * @return whether {@code @NotNull} or a similar constraint is present
	 */
	public boolean forbidNull() {
		return all().anyMatch(ConstraintText::forbidsNull);
	}

	/**
	 * Return the constraints in words.
	 * @return a sentence for each constraint of the value, and one for those of its
	 * elements
	 */
	public List<String> constraints() {
		Set<String> own = new LinkedHashSet<>(all().flatMap(ConstraintText::describe).toList());
		List<String> content = (this == NONE) ? List.of() : ofContent().constraints();
		return content.isEmpty() ? List.copyOf(own)
				: Stream.concat(own.stream(), Stream.of("Each: " + StringUtils.uncapitalize(String.join(" ", content))))
					.toList();
	}

	/**
	 * Return the constraints that JSON Schema has keywords for.
	 * @return the constraints of the value itself
	 */
	public Rules rules() {
		return all().flatMap(ConstraintText::rules).reduce(Rules.NONE, Rules::and);
	}

	/**
	 * Return an annotation of the value itself.
	 * @param <A> the type of the annotation
	 * @param type the type of the annotation
	 * @return the annotation, {@code null} if not present
	 */
	public <A extends Annotation> @Nullable A find(Class<A> type) {
		return this.elements.stream()
			.filter((element) -> element.isAnnotationPresent(type))
			.findFirst()
			.map((element) -> element.getAnnotation(type))
			.orElse(null);
	}

	/**
	 * Return whether the use of the property or parameter is discouraged.
	 * @return whether it is annotated with {@code @Deprecated}
	 */
	public boolean deprecated() {
		return this.elements.stream().anyMatch((element) -> element.isAnnotationPresent(Deprecated.class));
	}

	/**
	 * Return the description of the value itself.
	 * @return the text, with a line for each paragraph, {@code null} if there is none
	 */
	public @Nullable String description() {
		return this.elements.stream().map(Prose::of).filter(Objects::nonNull).findFirst().orElse(null);
	}

	private Stream<AnnotatedElement> all() {
		return Stream.concat(this.elements.stream(), this.types.stream());
	}

}
