package io.grest.ws.autoconfigure;

import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Passes values of properties on, one at a time, so that a refused value is known by its
 * name.
 *
 * @param prefix what the names of the properties begin with
 */
record Mapping(String prefix) {

	private static final Pattern HUMP = Pattern.compile("(?<=[a-z])[A-Z]");

	/**
	 * Pass a value on.
	 * @param name the name of the property, after the prefix
	 * @param value its value
	 * @param setter takes the value, or refuses it by an {@link IllegalArgumentException}
	 * @param <T> the type of the value
	 * @param <R> what the setter returns
	 * @return what the setter returns
	 * @throws InvalidConfigurationPropertyValueException if the value is refused
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
