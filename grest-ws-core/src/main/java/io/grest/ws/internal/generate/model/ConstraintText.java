package io.grest.ws.internal.generate.model;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.util.ObjectUtils;

/**
 * Constraints of Jakarta Bean Validation, in words and as rules. Only the default group
 * is read, since no other is validated. Annotations are found by name, since the library
 * is optional.
 */
final class ConstraintText {

	private static final String STANDARD = "jakarta.validation.constraints.";

	private static final String CONSTRAINT = "jakarta.validation.Constraint";

	private static final List<String> NOT_NULL = Stream.of("NotNull", "NotBlank", "NotEmpty")
		.map(STANDARD::concat)
		.toList();

	private static final List<String> NO_RULE = List.of("message", "groups", "payload");

	private static final Class<?>[] NO_GROUPS = {};

	// Syntax of Java's regular expressions that those of JavaScript, and so of JSON
	// Schema, lack: inline flags, atomic groups, possessive quantifiers, quoting, POSIX
	// classes, intersections of classes, boundaries of the input.
	private static final Pattern JAVA_ONLY = Pattern
		.compile("\\(\\?[a-zA-Z-]+[:)]|\\(\\?>|[*+?}]\\+|\\\\[QEAZzGpPhHRXN]|&&|\\[[^\\]]*\\[");

	private ConstraintText() {
	}

	/**
	 * Return whether a constraint forbids {@code null}.
	 * @param element the annotated element
	 * @return whether {@code @NotNull} or a similar constraint is present, also as part
	 * of a composed constraint
	 */
	static boolean forbidsNull(AnnotatedElement element) {
		MergedAnnotations annotations = annotations(element);
		return NOT_NULL.stream().anyMatch(annotations::isPresent);
	}

	/**
	 * Describe the constraints.
	 * @param element the annotated element
	 * @return a sentence for each constraint
	 */
	static Stream<String> describe(AnnotatedElement element) {
		return constraints(element).map(ConstraintText::describe).filter((text) -> !text.isEmpty());
	}

	/**
	 * Read the constraints that JSON Schema has keywords for.
	 * @param element the annotated element
	 * @return the rules
	 */
	static Stream<Rules> rules(AnnotatedElement element) {
		return constraints(element).filter((annotation) -> annotation.getType().getName().startsWith(STANDARD))
			.map((annotation) -> rule(annotation.getType().getSimpleName(), annotation));
	}

	private static Stream<MergedAnnotation<Annotation>> constraints(AnnotatedElement element) {
		return annotations(element).stream()
			.filter((annotation) -> annotation.getDistance() == 0 && isConstraint(annotation) && isChecked(annotation));
	}

	private static boolean isChecked(MergedAnnotation<Annotation> annotation) {
		Class<?>[] groups = annotation.getValue("groups", Class[].class).orElse(NO_GROUPS);
		return groups.length == 0 || Arrays.stream(groups)
			.anyMatch((group) -> group.getName().equals("jakarta.validation.groups.Default"));
	}

	private static MergedAnnotations annotations(AnnotatedElement element) {
		return MergedAnnotations.from(element, SearchStrategy.DIRECT, RepeatableContainers.standardRepeatables());
	}

	private static boolean isConstraint(MergedAnnotation<Annotation> annotation) {
		return Arrays.stream(annotation.getType().getAnnotations())
			.anyMatch((meta) -> meta.annotationType().getName().equals(CONSTRAINT));
	}

	private static String describe(MergedAnnotation<Annotation> annotation) {
		String type = annotation.getType().getName();
		return type.startsWith(STANDARD) ? standard(type.substring(STANDARD.length()), annotation)
				: general(annotation);
	}

	private static String standard(String name, MergedAnnotation<Annotation> rule) {
		return switch (name) {
			case "NotNull" -> "";
			case "NotBlank" -> "Not blank.";
			case "NotEmpty" -> "Not empty.";
			case "Size" -> size(rule.getInt("min"), rule.getInt("max"));
			case "Min" -> "At least " + rule.getLong("value") + ".";
			case "Max" -> "At most " + rule.getLong("value") + ".";
			case "DecimalMin" ->
				(rule.getBoolean("inclusive") ? "At least " : "More than ") + rule.getString("value") + ".";
			case "DecimalMax" ->
				(rule.getBoolean("inclusive") ? "At most " : "Less than ") + rule.getString("value") + ".";
			case "Positive" -> "Positive.";
			case "PositiveOrZero" -> "Not negative.";
			case "Negative" -> "Negative.";
			case "NegativeOrZero" -> "Not positive.";
			case "Pattern" -> "Matches " + rule.getString("regexp") + " as a whole.";
			case "Email" -> "An e-mail address.";
			case "Past" -> "In the past.";
			case "PastOrPresent" -> "Not in the future.";
			case "Future" -> "In the future.";
			case "FutureOrPresent" -> "Not in the past.";
			case "Digits" -> "At most " + rule.getInt("integer") + " digits before and " + rule.getInt("fraction")
					+ " after the decimal point.";
			default -> general(rule);
		};
	}

	private static Rules rule(String name, MergedAnnotation<Annotation> rule) {
		return switch (name) {
			case "NotBlank", "NotEmpty" -> Rules.size(1, Integer.MAX_VALUE);
			case "Size" -> Rules.size(rule.getInt("min"), rule.getInt("max"));
			case "Min" -> Rules.atLeast(BigDecimal.valueOf(rule.getLong("value")), false);
			case "Max" -> Rules.atMost(BigDecimal.valueOf(rule.getLong("value")), false);
			case "DecimalMin" -> Rules.atLeast(new BigDecimal(rule.getString("value")), !rule.getBoolean("inclusive"));
			case "DecimalMax" -> Rules.atMost(new BigDecimal(rule.getString("value")), !rule.getBoolean("inclusive"));
			case "Positive" -> Rules.atLeast(BigDecimal.ZERO, true);
			case "PositiveOrZero" -> Rules.atLeast(BigDecimal.ZERO, false);
			case "Negative" -> Rules.atMost(BigDecimal.ZERO, true);
			case "NegativeOrZero" -> Rules.atMost(BigDecimal.ZERO, false);
			case "Pattern" -> pattern(rule);
			case "Email" -> pattern(rule).and(Rules.format("email"));
			default -> Rules.NONE;
		};
	}

	// The pattern of a constraint matches the whole text, that of a schema any part of
	// it.
	private static Rules pattern(MergedAnnotation<Annotation> rule) {
		String expression = rule.getString("regexp");
		boolean flags = rule.getValue("flags", Object[].class).filter((given) -> given.length > 0).isPresent();
		return (expression.equals(".*") || flags || JAVA_ONLY.matcher(expression).find()) ? Rules.NONE
				: Rules.pattern("^(?:" + expression + ")$");
	}

	private static String size(int min, int max) {
		if (max == Integer.MAX_VALUE) {
			return "Size at least " + min + ".";
		}
		return (min == 0) ? "Size at most " + max + "." : "Size " + min + " to " + max + ".";
	}

	// Describes an unknown constraint by its name and its attributes.
	private static String general(MergedAnnotation<Annotation> rule) {
		Map<String, Object> attributes = new TreeMap<>(rule.asMap());
		attributes.keySet().removeAll(NO_RULE);
		attributes.entrySet().removeIf((attribute) -> isDefault(rule, attribute.getKey(), attribute.getValue()));
		String given = attributes.entrySet()
			.stream()
			.map((attribute) -> attribute.getKey() + " = " + text(attribute.getValue()))
			.collect(Collectors.joining(", "));
		return rule.getType().getSimpleName() + (given.isEmpty() ? "" : " (" + given + ")") + ".";
	}

	private static boolean isDefault(MergedAnnotation<Annotation> rule, String attribute, @Nullable Object value) {
		return Objects.deepEquals(AnnotationUtils.getDefaultValue(rule.getType(), attribute), value);
	}

	private static String text(@Nullable Object value) {
		// In braces, as an array in an annotation.
		return ObjectUtils.nullSafeToString(value);
	}

}
