package io.grest.ws.autoconfigure.aot;

import java.util.stream.Stream;

import io.grest.ws.internal.Loggers;
import jakarta.validation.NoProviderFoundException;
import jakarta.validation.Validation;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import jakarta.validation.metadata.BeanDescriptor;
import jakarta.validation.metadata.ConstraintDescriptor;
import jakarta.validation.metadata.ContainerDescriptor;
import jakarta.validation.metadata.ElementDescriptor;
import jakarta.validation.metadata.ExecutableDescriptor;
import jakarta.validation.metadata.MethodType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;

/**
 * Hints of Jakarta Validation: the fields that it reads, and the validators that it
 * creates. Spring registers those of beans only.
 */
final class ConstraintHints {

	private static final Log logger = LogFactory.getLog(Loggers.AOT);

	private static final @Nullable Validator validator = validator();

	private ConstraintHints() {
	}

	private static @Nullable Validator validator() {
		try {
			return Validation.buildDefaultValidatorFactory().getValidator();
		}
		catch (NoProviderFoundException ex) {
			// Nothing will be validated.
			return null;
		}
		catch (ValidationException ex) {
			logger.warn("Constraints are not registered for native images, as there is no validator when the"
					+ " application is built", ex);
			return null;
		}
	}

	/**
	 * Register a type.
	 */
	static void register(ReflectionHints hints, Class<?> type) {
		if (validator == null || type.isPrimitive() || type.isArray()) {
			return;
		}
		BeanDescriptor bean = validator.getConstraintsForClass(type);
		if (bean.isBeanConstrained()) {
			hints.registerType(type, MemberCategory.ACCESS_DECLARED_FIELDS);
		}
		elements(bean).flatMap((element) -> element.getConstraintDescriptors().stream())
			.forEach((constraint) -> register(hints, constraint));
	}

	private static void register(ReflectionHints hints, ConstraintDescriptor<?> constraint) {
		hints.registerType(constraint.getAnnotation().annotationType(), MemberCategory.INVOKE_PUBLIC_METHODS);
		constraint.getConstraintValidatorClasses()
			.forEach((used) -> hints.registerType(used, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS));
		constraint.getComposingConstraints().forEach((composing) -> register(hints, composing));
	}

	private static Stream<ElementDescriptor> elements(BeanDescriptor bean) {
		Stream<ExecutableDescriptor> executables = Stream.concat(
				bean.getConstrainedMethods(MethodType.GETTER, MethodType.NON_GETTER).stream(),
				bean.getConstrainedConstructors().stream());
		Stream<ElementDescriptor> ofExecutables = executables.flatMap((executable) -> Stream
			.concat(executable.getParameterDescriptors().stream(), Stream.of(executable.getReturnValueDescriptor())));
		return Stream.of(Stream.of(bean), bean.getConstrainedProperties().stream(), ofExecutables)
			.<ElementDescriptor>flatMap((elements) -> elements)
			.flatMap(ConstraintHints::withinContainers);
	}

	private static Stream<ElementDescriptor> withinContainers(ElementDescriptor element) {
		Stream<ElementDescriptor> within = (element instanceof ContainerDescriptor container)
				? container.getConstrainedContainerElementTypes().stream().flatMap(ConstraintHints::withinContainers)
				: Stream.empty();
		return Stream.concat(Stream.of(element), within);
	}

}
