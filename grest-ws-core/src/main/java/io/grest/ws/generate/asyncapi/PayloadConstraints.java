package io.grest.ws.generate.asyncapi;

import java.util.regex.Pattern;

import com.github.victools.jsonschema.generator.MemberScope;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import jakarta.validation.groups.Default;
import org.jspecify.annotations.Nullable;

/**
 * Jakarta constraints as keywords of JSON Schema: those that are checked, which are the
 * ones of the default group.
 */
final class PayloadConstraints extends JakartaValidationModule {

	// What Java's regular expressions have and JavaScript's do not, by which JSON Schema
	// reads a pattern: flags within, atomic groups, possessive quantifiers, quotes,
	// classes of POSIX, intersections of classes, ends of the input.
	private static final Pattern JAVA_ONLY = Pattern
		.compile("\\(\\?[a-zA-Z-]+[:)]|\\(\\?>|[*+?}]\\+|\\\\[QEAZzGpPhHRXN]|&&|\\[[^\\]]*\\[");

	PayloadConstraints() {
		super(JakartaValidationOption.NOT_NULLABLE_FIELD_IS_REQUIRED,
				JakartaValidationOption.NOT_NULLABLE_METHOD_IS_REQUIRED,
				JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS);
		forValidationGroups(Default.class);
	}

	// A constraint matches the whole text, a schema's pattern any part of it.
	@Override
	protected @Nullable String resolveStringPattern(MemberScope<?, ?> member) {
		String expression = super.resolveStringPattern(member);
		if (expression == null || JAVA_ONLY.matcher(expression).find() || hasFlags(member)) {
			return null;
		}
		return "^(?:" + expression + ")$";
	}

	private boolean hasFlags(MemberScope<?, ?> member) {
		jakarta.validation.constraints.Pattern pattern = getAnnotationFromFieldOrGetter(member,
				jakarta.validation.constraints.Pattern.class, jakarta.validation.constraints.Pattern::groups);
		return pattern != null && pattern.flags().length > 0;
	}

}
