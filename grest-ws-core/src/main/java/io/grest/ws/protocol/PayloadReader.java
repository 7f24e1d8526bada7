package io.grest.ws.protocol;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import io.grest.ws.protocol.json.Mismatches;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.deser.BeanDeserializerBuilder;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.introspect.AnnotatedConstructor;

/**
 * Reads payloads of one type. Immutable, safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class PayloadReader {

	private static final Issue REQUIRED = new Issue("", "invalid.required", "is required");

	private static final Issue NO_JSON = new Issue("", "invalid.json", "is not valid JSON");

	// What may follow a value differs: in a payload nothing, within an envelope more.
	private final ObjectReader reader;

	private final ObjectReader embedded;

	private final Mismatches mismatches;

	PayloadReader(ObjectReader reader, Mismatches mismatches) {
		this.mismatches = mismatches;
		this.reader = reader.with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
		this.embedded = reader.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
	}

	/**
	 * Read a payload.
	 * @param payload the JSON
	 * @return the value
	 * @throws ValidationException if there is no payload, or it is {@code null}, no JSON,
	 * or not of the type; its issues tell of each mismatch, up to
	 * {@value Mismatches#LIMIT}, where it is, and nothing of the Java type
	 */
	public Object read(Payload payload) {
		if (payload.length() == 0) {
			throw new ValidationException(List.of(REQUIRED));
		}
		if (payload.isOtherEncoding()) {
			throw new ValidationException(List.of(NO_JSON));
		}
		Object value;
		try {
			value = this.reader.readValue(payload.array(), payload.offset(), payload.length());
		}
		catch (JacksonException ex) {
			throw new ValidationException(this.mismatches.find(ex, this.reader.getValueType(), payload.array(),
					payload.offset(), payload.length()));
		}
		if (value == null) {
			throw new ValidationException(List.of(REQUIRED));
		}
		return value;
	}

	@Nullable Object read(JsonParser parser) {
		return this.embedded.readValue(parser);
	}

	@Nullable Object read(JsonNode node) {
		return this.reader.readValue(node);
	}

	/**
	 * Makes Jackson call the constructors of records, and those that an application names
	 * as creators, by plain reflection. Jackson's method handles adapt themselves to an
	 * array of arguments at every call, which is a quarter of what a small record takes
	 * to be read.
	 */
	static final class Constructors extends ValueDeserializerModifier {

		@Override
		public BeanDeserializerBuilder updateBuilder(DeserializationConfig config, BeanDescription.Supplier bean,
				BeanDeserializerBuilder builder) {
			// Other classes create objects as they please, those of Kotlin among them.
			if (builder.getValueInstantiator().getClass() == StdValueInstantiator.class
					&& builder.getValueInstantiator().getWithArgsCreator() instanceof AnnotatedConstructor creator) {
				builder.setValueInstantiator(new Instantiator((StdValueInstantiator) builder.getValueInstantiator(),
						creator.getAnnotated()));
			}
			return builder;
		}

		private static final class Instantiator extends StdValueInstantiator {

			private final Constructor<?> constructor;

			private Instantiator(StdValueInstantiator source, Constructor<?> constructor) {
				super(source);
				this.constructor = constructor;
			}

			@Override
			public @Nullable Object createFromObjectWith(DeserializationContext context, @Nullable Object[] arguments) {
				try {
					return this.constructor.newInstance(arguments);
				}
				catch (InvocationTargetException ex) {
					if (ex.getTargetException() instanceof Error error) {
						throw error;
					}
					return context.handleInstantiationProblem(getValueClass(), arguments,
							rewrapCtorProblem(context, ex));
				}
				catch (ReflectiveOperationException | IllegalArgumentException ex) {
					// What is the matter is for Jackson to say.
					return super.createFromObjectWith(context, arguments);
				}
			}

		}

	}

}
