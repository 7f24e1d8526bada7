package io.grest.ws.internal.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import tools.jackson.databind.ser.jdk.EnumSerializer;

/**
 * Finder of the form in which a scalar is written, based on its serializer.
 */
final class FormFinder {

	private final JsonMapper mapper;

	FormFinder(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Find the form of the values of a type.
	 * @param type the type of a scalar
	 * @param property the property that is or contains the scalar, or {@code null} for
	 * the scalar by itself
	 */
	Form find(JavaType type, @Nullable BeanProperty property) {
		SerializationContext context = this.mapper._serializationContext();
		if (property != null && property.getMember() != null && isWrittenByAnother(property, context.getConfig())) {
			return Form.UNKNOWN;
		}
		FormVisitor visitor = new FormVisitor(context);
		try {
			ValueSerializer<?> serializer = context.findPrimaryPropertySerializer(type, property);
			serializer.acceptJsonFormatVisitor(visitor, type);
			if (visitor.form == Form.NUMBER && serializer instanceof EnumSerializer) {
				return Form.INDEX;
			}
		}
		catch (JacksonException ex) {
			// The fault is reported when such a value is written.
			return Form.UNKNOWN;
		}
		boolean quoted = visitor.form == Form.NUMBER
				&& this.mapper.isEnabled(JsonWriteFeature.WRITE_NUMBERS_AS_STRINGS);
		return quoted ? Form.TEXT : visitor.form;
	}

	private static boolean isWrittenByAnother(BeanProperty property, SerializationConfig config) {
		AnnotationIntrospector annotations = config.getAnnotationIntrospector();
		AnnotatedMember member = property.getMember();
		boolean contains = property.getType().isContainerType() || property.getType().isReferenceType();
		return contains
				? annotations.findContentSerializer(config, member) != null
						|| annotations.findSerializationContentConverter(config, member) != null
				: annotations.findSerializer(config, member) != null
						|| annotations.findSerializationConverter(config, member) != null;
	}

	/**
	 * Forms of a scalar in JSON.
	 */
	enum Form {

		NUMBER, BOOLEAN, TEXT,

		/**
		 * An enum constant as a number.
		 */
		INDEX,

		/**
		 * The form that a serializer of the application chooses.
		 */
		UNKNOWN;

		boolean isText() {
			return this == TEXT;
		}

		boolean isNumber() {
			return this == NUMBER;
		}

	}

	private static final class FormVisitor extends JsonFormatVisitorWrapper.Base {

		private Form form = Form.UNKNOWN;

		private FormVisitor(SerializationContext context) {
			super(context);
		}

		@Override
		public @Nullable JsonStringFormatVisitor expectStringFormat(JavaType type) {
			this.form = Form.TEXT;
			return null;
		}

		@Override
		public @Nullable JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
			this.form = Form.NUMBER;
			return null;
		}

		@Override
		public @Nullable JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
			this.form = Form.NUMBER;
			return null;
		}

		@Override
		public @Nullable JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
			this.form = Form.BOOLEAN;
			return null;
		}

	}

}
