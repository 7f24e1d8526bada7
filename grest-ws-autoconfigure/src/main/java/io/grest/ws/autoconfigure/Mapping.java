package io.grest.ws.autoconfigure;

import java.util.Locale;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Sets one option after the other, so that a refused value is known by its name.
 *
 * @param prefix what the names of the properties begin with
 * @param options the options so far
 * @param <O> the type of the options
 */
record Mapping<O>(String prefix, O options) {

	private static final Pattern HUMP = Pattern.compile("(?<=[a-z])[A-Z]");

	/**
	 * Set an option.
	 * @param name the name of the property, after the prefix
	 * @param value its value
	 * @param setter sets the option, and refuses a value by an
	 * {@link IllegalArgumentException}
	 * @param <T> the type of the value
	 * @return a mapping to go on with
	 * @throws InvalidConfigurationPropertyValueException if the value is refused
	 */
	<T> Mapping<O> map(String name, T value, BiFunction<O, T, O> setter) {
		try {
			return new Mapping<>(this.prefix, setter.apply(this.options, value));
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
