package io.grest.ws.server;

import java.lang.reflect.Constructor;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.grest.ws.contract.MethodValidator;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.core.MethodParameter;
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
			List<Issue> issues = result.getFieldErrors().stream().map(QueryBinder::issue).toList();
			throw new ValidationException(issues.isEmpty() ? missing(parameters.keySet()) : issues);
		}
		List<Issue> issues = (this.validator != null) ? this.validator.issues(query) : List.of();
		if (!issues.isEmpty()) {
			throw new ValidationException(issues);
		}
		return query;
	}

	// A Kotlin constructor refuses null without naming the parameter.
	private List<Issue> missing(Set<String> sent) {
		Constructor<?> constructor = BeanUtils.getResolvableConstructor(this.type);
		String[] names = BeanUtils.getParameterNames(constructor);
		List<Issue> issues = new ArrayList<>();
		for (int i = 0; i < names.length; i++) {
			if (!sent.contains(names[i]) && !new MethodParameter(constructor, i).isOptional()) {
				issues.add(new Issue(names[i], "invalid.required", "is required"));
			}
		}
		return issues.isEmpty() ? List.of(new Issue("", "invalid.value", "is not valid")) : issues;
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

	private static Issue issue(FieldError error) {
		return (error.getRejectedValue() == null) ? new Issue(error.getField(), "invalid.required", "is required")
				: new Issue(error.getField(), "invalid.type", "has the wrong form");
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

}
