package io.grest.ws.internal.json;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.BeanDeserializerBuilder;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.PropertyValueBuffer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.type.ArrayType;
import tools.jackson.databind.type.CollectionLikeType;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapLikeType;
import tools.jackson.databind.type.MapType;
import tools.jackson.databind.type.ReferenceType;
import tools.jackson.databind.util.NameTransformer;

/**
 * Modifier that makes every deserializer record a mismatch in the {@link MismatchLog},
 * and continue. No object is created if a part of it was refused.
 */
final class RecordingDeserializers extends ValueDeserializerModifier {

	@Override
	public BeanDeserializerBuilder updateBuilder(DeserializationConfig config, BeanDescription.Supplier bean,
			BeanDeserializerBuilder builder) {
		builder.setValueInstantiator(new Instantiator(builder.getValueInstantiator(), isKotlin(bean.getBeanClass())));
		return builder;
	}

	private static boolean isKotlin(Class<?> type) {
		return Arrays.stream(type.getDeclaredAnnotations())
			.map(Annotation::annotationType)
			.anyMatch((annotation) -> annotation.getName().equals("kotlin.Metadata"));
	}

	@Override
	public ValueDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription.Supplier bean,
			ValueDeserializer<?> deserializer) {
		return new Recording(deserializer);
	}

	@Override
	public ValueDeserializer<?> modifyEnumDeserializer(DeserializationConfig config, JavaType type,
			BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
		return new Recording(deserializer);
	}

	@Override
	public ValueDeserializer<?> modifyReferenceDeserializer(DeserializationConfig config, ReferenceType type,
			BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
		return new Recording(deserializer);
	}

	@Override
	public ValueDeserializer<?> modifyArrayDeserializer(DeserializationConfig config, ArrayType type,
			BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
		return new Recording(deserializer);
	}

	@Override
	public ValueDeserializer<?> modifyCollectionDeserializer(DeserializationConfig config, CollectionType type,
			BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
		return new Recording(deserializer);
	}

	@Override
	public ValueDeserializer<?> modifyCollectionLikeDeserializer(DeserializationConfig config, CollectionLikeType type,
			BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
		return new Recording(deserializer);
	}

	@Override
	public ValueDeserializer<?> modifyMapDeserializer(DeserializationConfig config, MapType type,
			BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
		return new Recording(deserializer);
	}

	@Override
	public ValueDeserializer<?> modifyMapLikeDeserializer(DeserializationConfig config, MapLikeType type,
			BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
		return new Recording(deserializer);
	}

	private static final class Recording extends DelegatingDeserializer {

		private Recording(ValueDeserializer<?> deserializer) {
			super(deserializer);
		}

		@Override
		protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> deserializer) {
			return new Recording(deserializer);
		}

		// Its tokens were buffered, together with those of other values.
		@Override
		@SuppressWarnings("unchecked")
		public ValueDeserializer<Object> unwrappingDeserializer(DeserializationContext context,
				NameTransformer unwrapper) {
			return (ValueDeserializer<Object>) this._delegatee.unwrappingDeserializer(context, unwrapper);
		}

		@Override
		public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
			return record(parser, context, null, () -> super.deserialize(parser, context));
		}

		@Override
		public @Nullable Object deserializeWithType(JsonParser parser, DeserializationContext context,
				TypeDeserializer types) {
			return record(parser, context, types, () -> super.deserializeWithType(parser, context, types));
		}

		private @Nullable Object record(JsonParser parser, DeserializationContext context,
				@Nullable TypeDeserializer types, Supplier<@Nullable Object> reading) {
			MismatchLog log = MismatchLog.of(context);
			MismatchLog.Value value = log.begin(parser);
			try {
				return reading.get();
			}
			catch (JacksonException ex) {
				if (log.isFull() || !Mismatches.isJson(ex) || !value.canSkip()) {
					throw ex;
				}
				if (!log.isCurrentBroken()) {
					log.add(ex, log.currentPath(), types);
				}
				value.skip();
				return nothing(context);
			}
			finally {
				log.end(value);
			}
		}

		@Override
		public @Nullable Object getNullValue(DeserializationContext context) {
			try {
				return super.getNullValue(context);
			}
			catch (JacksonException ex) {
				MismatchLog log = MismatchLog.of(context);
				log.add(ex, log.nestedPath(), null);
				return nothing(context);
			}
		}

		// A setter of a primitive does not accept null.
		private @Nullable Object nothing(DeserializationContext context) {
			Class<?> type = handledType();
			return (type != null && type.isPrimitive()) ? getEmptyValue(context) : null;
		}

	}

	/**
	 * Instantiator that creates objects only if no part was refused, and records all
	 * missing properties at once.
	 */
	private static final class Instantiator extends ValueInstantiator.Delegating {

		private final boolean kotlin;

		private Instantiator(ValueInstantiator instantiator, boolean kotlin) {
			super(instantiator);
			this.kotlin = kotlin;
		}

		@Override
		public ValueInstantiator createContextual(DeserializationContext context, BeanDescription.Supplier bean) {
			ValueInstantiator contextual = delegate().createContextual(context, bean);
			return (contextual != delegate()) ? new Instantiator(contextual, this.kotlin) : this;
		}

		@Override
		public @Nullable Object createUsingDelegate(DeserializationContext context, @Nullable Object delegate) {
			return MismatchLog.of(context).isCurrentBroken() ? null : super.createUsingDelegate(context, delegate);
		}

		@Override
		public @Nullable Object createFromObjectWith(DeserializationContext context, SettableBeanProperty[] properties,
				PropertyValueBuffer values) {
			MismatchLog log = MismatchLog.of(context);
			for (SettableBeanProperty property : properties) {
				check(context, property, values, log);
			}
			return log.isCurrentBroken() ? null : super.createFromObjectWith(context, properties, values);
		}

		private void check(DeserializationContext context, SettableBeanProperty property, PropertyValueBuffer values,
				MismatchLog log) {
			boolean absent = !values.hasParameter(property);
			if (this.kotlin && absent) {
				// There may be a default value that Jackson does not know.
				if (property.isRequired()) {
					addRequired(property, log);
				}
				return;
			}
			try {
				// Jackson allows null for a required property; Kotlin does not.
				if (values.getParameter(context, property) == null && this.kotlin && property.isRequired()) {
					addRequired(property, log);
				}
			}
			catch (JacksonException ex) {
				log.add(ex, log.currentPath(), null);
			}
		}

		private static void addRequired(SettableBeanProperty property, MismatchLog log) {
			String path = IssueWriter.join(log.currentPath(), property.getName());
			if (!log.hasIssueAt(path)) {
				log.add(IssueWriter.required(path));
			}
		}

	}

}
