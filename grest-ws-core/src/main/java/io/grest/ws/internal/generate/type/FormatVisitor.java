package io.grest.ws.internal.generate.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Dictionary;
import io.grest.ws.internal.generate.model.JsonType.Items;
import io.grest.ws.internal.generate.model.JsonType.Scalar;
import io.grest.ws.internal.generate.model.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatTypes;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNullFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import tools.jackson.databind.ser.AnyGetterWriter;

/**
 * Visitor that collects the description of what a Jackson serializer writes.
 */
final class FormatVisitor extends JsonFormatVisitorWrapper.Base {

	private static final Map<NumberType, String> NUMBERS = Map.of(NumberType.INT, "int32", NumberType.LONG, "int64",
			NumberType.FLOAT, "float", NumberType.DOUBLE, "double");

	private static final Map<JsonFormatTypes, JsonType> PLAIN = Map.of(JsonFormatTypes.STRING, JsonType.STRING,
			JsonFormatTypes.INTEGER, JsonType.INTEGER, JsonFormatTypes.NUMBER, JsonType.NUMBER, JsonFormatTypes.BOOLEAN,
			Scalar.of(Kind.BOOLEAN, null));

	private final TypeReader types;

	private final Site site;

	private @Nullable JsonType type;

	private @Nullable List<BeanProperty> properties;

	FormatVisitor(SerializationContext context, TypeReader types, Site site) {
		super(context);
		this.types = types;
		this.site = site;
	}

	/**
	 * Return the type that the serializer writes, unless it is an object.
	 * @return the type, or {@code null} if it is an object or was not described
	 */
	@Nullable JsonType type() {
		return this.type;
	}

	/**
	 * Return the properties that the serializer writes.
	 * @return the properties, or {@code null} if the type is not an object
	 */
	@Nullable List<BeanProperty> properties() {
		return this.properties;
	}

	@Override
	public JsonStringFormatVisitor expectStringFormat(JavaType type) {
		this.type = JsonType.STRING;
		return new JsonStringFormatVisitor.Base();
	}

	@Override
	public JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
		this.type = JsonType.NUMBER;
		return new JsonNumberFormatVisitor.Base() {

			@Override
			public void numberType(NumberType type) {
				FormatVisitor.this.type = Scalar.of(Kind.NUMBER, NUMBERS.get(type));
			}

		};
	}

	@Override
	public JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
		this.type = JsonType.INTEGER;
		return new JsonIntegerFormatVisitor.Base() {

			@Override
			public void numberType(NumberType type) {
				FormatVisitor.this.type = Scalar.of(Kind.INTEGER, NUMBERS.get(type));
			}

		};
	}

	@Override
	public JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
		this.type = Scalar.of(Kind.BOOLEAN, null);
		return new JsonBooleanFormatVisitor.Base();
	}

	@Override
	public JsonNullFormatVisitor expectNullFormat(JavaType type) {
		this.type = JsonType.NULL;
		return new JsonNullFormatVisitor.Base();
	}

	@Override
	public @Nullable JsonAnyFormatVisitor expectAnyFormat(JavaType type) {
		return null;
	}

	@Override
	public JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
		return new JsonArrayFormatVisitor.Base(getContext()) {

			@Override
			public void itemsFormat(JsonFormatVisitable serializer, JavaType item) {
				items(item, (ValueSerializer<?>) serializer);
			}

			// Called by serializers of arrays and lists of scalars.
			@Override
			public void itemsFormat(JsonFormatTypes format) {
				if (type.isContainerType()) {
					items(type.getContentType(), null);
				}
				else if (PLAIN.containsKey(format)) {
					FormatVisitor.this.type = new Items(PLAIN.get(format));
				}
			}

		};
	}

	private void items(JavaType item, @Nullable ValueSerializer<?> serializer) {
		this.type = new Items(this.types.read(item, serializer, this.site.content()));
	}

	@Override
	public JsonMapFormatVisitor expectMapFormat(JavaType type) {
		return new JsonMapFormatVisitor.Base(getContext()) {

			@Override
			public void valueFormat(JsonFormatVisitable serializer, JavaType value) {
				map(type.getKeyType(), value, (ValueSerializer<?>) serializer);
			}

		};
	}

	private void map(JavaType key, JavaType value, ValueSerializer<?> serializer) {
		this.type = new Dictionary(this.types.readNames(key, this.site),
				this.types.read(value, serializer, this.site.content()));
	}

	@Override
	public JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
		List<BeanProperty> found = new ArrayList<>();
		this.properties = found;
		return new JsonObjectFormatVisitor.Base(getContext()) {

			@Override
			public void property(BeanProperty property) {
				add(property);
			}

			@Override
			public void optionalProperty(BeanProperty property) {
				add(property);
			}

			// An any-getter is not a property.
			private void add(BeanProperty property) {
				if (!(property instanceof AnyGetterWriter)) {
					found.add(property);
				}
			}

		};
	}

}
