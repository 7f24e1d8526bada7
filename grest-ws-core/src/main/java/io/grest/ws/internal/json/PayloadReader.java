package io.grest.ws.internal.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
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
 * Reader of payloads of one type. Immutable, safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class PayloadReader {

	private static final Issue REQUIRED = new Issue("", "invalid.required", "is required");

	private static final Issue NO_JSON = new Issue("", "invalid.json", "is not valid JSON");

	// Trailing tokens are refused after a payload, but expected within an envelope.
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
	 * @throws ValidationException if there is no payload, or it is {@code null}, not
	 * JSON, or not of the type; its issues list each mismatch with its path, up to
	 * {@value ValidationException#MAX_ISSUES}, and do not reveal the Java type
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

	/**
	 * Read a payload within an envelope.
	 * @param parser the parser of the envelope, before the payload
	 * @return the value, or {@code null} for JSON {@code null}
	 */
	public @Nullable Object read(JsonParser parser) {
		return this.embedded.readValue(parser);
	}

	/**
	 * Read a payload from a tree.
	 * @param node the payload
	 * @return the value, or {@code null} for JSON {@code null}
	 */
	public @Nullable Object read(JsonNode node) {
		return this.reader.readValue(node);
	}

	/**
	 * Module that makes Jackson call the constructors of records, and the creators that
	 * an application declares, by plain reflection. Jackson's method handles are adapted
	 * to an array of arguments at every call, which takes a quarter of the time to read a
	 * small record.
	 */
	static final class Constructors extends ValueDeserializerModifier {

		@Override
		public BeanDeserializerBuilder updateBuilder(DeserializationConfig config, BeanDescription.Supplier bean,
				BeanDeserializerBuilder builder) {
			// Other instantiators, such as Kotlin's, keep their own way to create
			// objects.
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
					// Jackson reports the fault.
					return super.createFromObjectWith(context, arguments);
				}
			}

		}

	}

}
