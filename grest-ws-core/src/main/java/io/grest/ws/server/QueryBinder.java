package io.grest.ws.server;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.grest.ws.contract.MethodValidator;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import io.grest.ws.internal.reflect.QueryParameter;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.util.StringUtils;
import org.springframework.validation.BindingResult;
import org.springframework.validation.DataBinder;
import org.springframework.validation.FieldError;

/**
 * Binder of path variables and query parameters to the query type of a contract, by its
 * constructor and with the application's conversions.
 */
final class QueryBinder {

	private final Class<?> type;

	private final ConversionService conversionService;

	private final @Nullable MethodValidator validator;

	QueryBinder(Class<?> type, ConversionService conversionService, @Nullable MethodValidator validator) {
		this.type = type;
		this.conversionService = conversionService;
		this.validator = validator;
	}

	/**
	 * Bind and validate the query.
	 * @param pathVariables the path's variables, decoded; they take precedence over
	 * parameters of the same name
	 * @param uri the URI with the query
	 * @return the query object
	 * @throws ValidationException if the query cannot be bound or is not valid
	 */
	Object bind(Map<String, String> pathVariables, URI uri) {
		MultiValueMap<String, String> parameters = parse(uri.getRawQuery());
		pathVariables.forEach(parameters::set);
		DataBinder binder = new DataBinder(null, this.type.getSimpleName());
		binder.setTargetType(ResolvableType.forClass(this.type));
		binder.setConversionService(this.conversionService);
		binder.construct(new Parameters(parameters));
		BindingResult result = binder.getBindingResult();
		Object query = binder.getTarget();
		if (result.hasErrors() || query == null) {
			throw new ValidationException(issues(result, parameters.keySet()));
		}
		List<Issue> issues = (this.validator != null) ? this.validator.issues(query) : List.of();
		if (!issues.isEmpty()) {
			throw new ValidationException(issues);
		}
		return query;
	}

	/**
	 * Bind and validate the query, or tell what does not fit.
	 */
	Bound tryBind(Map<String, String> pathVariables, URI uri) {
		try {
			return new Bound(bind(pathVariables, uri), null);
		}
		catch (ValidationException ex) {
			return new Bound(null, ex);
		}
	}

	private List<Issue> issues(BindingResult result, Set<String> sent) {
		Map<String, Issue> issues = new LinkedHashMap<>();
		result.getFieldErrors().forEach((error) -> issues.putIfAbsent(error.getField(), issue(error)));
		// A Kotlin constructor refuses null without naming the parameter.
		if (KotlinDetector.isKotlinType(this.type)) {
			QueryParameter.of(this.type)
				.stream()
				.filter((parameter) -> !sent.contains(parameter.name()) && !parameter.isOptional())
				.forEach((parameter) -> issues.putIfAbsent(parameter.name(), required(parameter.name())));
		}
		return issues.isEmpty() ? List.of(new Issue("", "invalid.value", "is not valid"))
				: List.copyOf(issues.values());
	}

	private static MultiValueMap<String, String> parse(@Nullable String query) {
		MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
		for (String pair : StringUtils.tokenizeToStringArray(query, "&")) {
			int equals = pair.indexOf('=');
			String name = (equals >= 0) ? pair.substring(0, equals) : pair;
			String value = (equals >= 0) ? pair.substring(equals + 1) : "";
			parameters.add(decode(name), decode(value));
		}
		return parameters;
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw new ValidationException(List.of(new Issue("", "invalid.query", "is not form-encoded")));
		}
	}

	private Issue issue(FieldError error) {
		return (error.getRejectedValue() == null) ? required(error.getField())
				: new Issue(error.getField(), "invalid.type", expected(error.getField()));
	}

	private static Issue required(String name) {
		return new Issue(name, "invalid.required", "is required");
	}

	private String expected(String name) {
		return QueryParameter.of(this.type)
			.stream()
			.filter((parameter) -> parameter.name().equals(name))
			.<Class<?>>map(QueryParameter::valueType)
			.filter(Class::isEnum)
			.findFirst()
			.map((type) -> "must be one of "
					+ Arrays.stream(type.getEnumConstants()).map((constant) -> ((Enum<?>) constant).name()).toList())
			.orElse("has the wrong form");
	}

	/**
	 * Resolver of the sent parameters.
	 */
	private record Parameters(MultiValueMap<String, String> values) implements DataBinder.ValueResolver {

		@Override
		public @Nullable Object resolveValue(String name, Class<?> type) {
			List<String> sent = this.values.get(name);
			if (sent == null) {
				return null;
			}
			return (sent.size() == 1) ? sent.get(0) : sent;
		}

		@Override
		public Set<String> getNames() {
			return this.values.keySet();
		}

	}

	/**
	 * Query of a connection.
	 *
	 * @param query the query object, or {@code null} if there is none
	 * @param fault what does not fit, or {@code null} if nothing
	 */
	record Bound(@Nullable Object query, @Nullable ValidationException fault) {

		/**
		 * No query, as the contract declares none.
		 */
		static final Bound NONE = new Bound(null, null);

	}

}
