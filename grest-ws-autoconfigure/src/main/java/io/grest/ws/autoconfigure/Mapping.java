package io.grest.ws.autoconfigure;

import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Mapping of property values to setters, one at a time, so that the error for an invalid
 * value names its property.
 *
 * @param prefix the prefix of the names of the properties
 */
record Mapping(String prefix) {

	private static final Pattern HUMP = Pattern.compile("(?<=[a-z])[A-Z]");

	/**
	 * Pass a value to a setter.
	 * @param name the name of the property, after the prefix
	 * @param value the value
	 * @param setter accepts the value, or throws an {@link IllegalArgumentException}
	 * @param <T> the type of the value
	 * @param <R> the type of the setter's result
	 * @return the result of the setter
	 * @throws InvalidConfigurationPropertyValueException if the setter throws
	 */
	<T, R> R map(String name, T value, Function<T, R> setter) {
		try {
			return setter.apply(value);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(this.prefix + "." + name, value,
					reason(name, value, ex), ex);
		}
	}

	// The options say "name is value: it must be ...", the names being those of Java.
	private static String reason(String name, Object value, IllegalArgumentException ex) {
		String message = String.valueOf(ex.getMessage());
		String rule = message.substring(message.indexOf(": it must") + 1).trim();
		String group = name.substring(0, name.indexOf('.') + 1);
		String named = HUMP.matcher(rule)
			.replaceAll((hump) -> "-" + hump.group().toLowerCase(Locale.ROOT))
			.replace(group.replace('.', '-'), group);
		return StringUtils.capitalize(named) + ((value instanceof DataSize) ? " bytes." : ".");
	}

}
