package io.grest.ws.internal.json;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Modifier that makes scalars be read in the form in which they are written. A scalar is
 * not converted to another kind of scalar, unless the application writes it as one: a
 * number as text by {@code @JsonFormat}, or by a serializer of the property or of its
 * type; an enum constant as its index. The form is determined once for each property, so
 * that scalars in their usual form have no overhead.
 *
 * @since 0.1.0
 */
public final class WrittenForms extends ValueDeserializerModifier {

	private static final Set<Class<?>> OPTIONALS = Set.of(OptionalInt.class, OptionalLong.class, OptionalDouble.class);

	private static final Set<Class<?>> BOOLEANS = Set.of(boolean.class, Boolean.class, AtomicBoolean.class);

	private final transient FormFinder forms;

	/**
	 * Create a modifier.
	 * @param mapper the mapper that writes payloads
	 */
	public WrittenForms(JsonMapper mapper) {
		this.forms = new FormFinder(mapper);
	}

	@Override
	public ValueDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription.Supplier bean,
			ValueDeserializer<?> deserializer) {
		Class<?> type = bean.getBeanClass();
		return (isNumber(type) || BOOLEANS.contains(type) || type == String.class)
				? new Undecided(deserializer, bean.getType()) : deserializer;
	}

	private static boolean isNumber(Class<?> type) {
		return Number.class.isAssignableFrom(type) || OPTIONALS.contains(type)
				|| (type.isPrimitive() && type != boolean.class && type != char.class && type != void.class);
	}

	@Override
	public ValueDeserializer<?> modifyEnumDeserializer(DeserializationConfig config, JavaType type,
			BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
		return new Undecided(deserializer, type);
	}

	/**
	 * Deserializer whose property is not known yet.
	 */
	private final class Undecided extends DelegatingDeserializer {

		private final JavaType type;

		private Undecided(ValueDeserializer<?> deserializer, JavaType type) {
			super(deserializer);
			this.type = type;
		}

		@Override
		protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> deserializer) {
			return new Undecided(deserializer, this.type);
		}

		@Override
		public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
			ValueDeserializer<?> plain = context.handleSecondaryContextualization(this._delegatee, property, this.type);
			Class<?> raw = this.type.getRawClass();
			FormFinder.Form form = WrittenForms.this.forms.find(this.type, property);
			if (raw.isEnum()) {
				return (form == FormFinder.Form.INDEX) ? new OfIndex(plain, raw.getEnumConstants()) : plain;
			}
			if (raw == String.class) {
				return form.isText() ? plain : new OfScalar(plain);
			}
			if (BOOLEANS.contains(raw)) {
				return (form == FormFinder.Form.BOOLEAN) ? plain : new OfText(plain, true);
			}
			return form.isNumber() ? plain : new OfText(plain, false);
		}

	}

	/**
	 * Deserializer of a number or a boolean that is written as text, or in its usual
	 * form. The text is parsed as JSON, with its rules and limits.
	 */
	private static final class OfText extends DelegatingDeserializer {

		private final boolean bool;

		private OfText(ValueDeserializer<?> deserializer, boolean bool) {
			super(deserializer);
			this.bool = bool;
		}

		@Override
		protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> deserializer) {
			return new OfText(deserializer, this.bool);
		}

		@Override
		public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
			if (parser.hasToken(JsonToken.VALUE_STRING)) {
				return read(parser.getString(), parser, context);
			}
			// A boolean that is written as a number is 0 or 1.
			if (this.bool && parser.hasToken(JsonToken.VALUE_NUMBER_INT) && parser.getString().matches("[01]")) {
				return read(parser.getString().equals("1") ? "true" : "false", parser, context);
			}
			return super.deserialize(parser, context);
		}

		private @Nullable Object read(String text, JsonParser parser, DeserializationContext context) {
			if (text.equals(text.strip())) {
				try (JsonParser nested = context.tokenStreamFactory().createParser(context, text)) {
					JsonToken token = nested.nextToken();
					if (token != null && (this.bool ? token.isBoolean() : token.isNumeric())) {
						Object value = super.deserialize(nested, context);
						if (nested.nextToken() == null) {
							return value;
						}
					}
				}
				catch (InputCoercionException ex) {
					throw ex;
				}
				catch (StreamReadException ex) {
					// Not JSON, so not such a value, unless it has a name, such as NaN.
				}
			}
			return super.deserialize(parser, context);
		}

	}

	/**
	 * Deserializer of a text that is written as another scalar.
	 */
	private static final class OfScalar extends DelegatingDeserializer {

		private OfScalar(ValueDeserializer<?> deserializer) {
			super(deserializer);
		}

		@Override
		protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> deserializer) {
			return new OfScalar(deserializer);
		}

		@Override
		public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
			JsonToken token = parser.currentToken();
			return (token != null && (token.isNumeric() || token.isBoolean())) ? parser.getString()
					: super.deserialize(parser, context);
		}

	}

	/**
	 * Deserializer of a constant that is written as its index.
	 */
	private static final class OfIndex extends DelegatingDeserializer {

		private final transient Object[] constants;

		private OfIndex(ValueDeserializer<?> deserializer, Object[] constants) {
			super(deserializer);
			this.constants = constants;
		}

		@Override
		protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> deserializer) {
			return new OfIndex(deserializer, this.constants);
		}

		@Override
		public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
			if (parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
				int index = parser.getIntValue();
				if (index >= 0 && index < this.constants.length) {
					return this.constants[index];
				}
			}
			return super.deserialize(parser, context);
		}

	}

}
