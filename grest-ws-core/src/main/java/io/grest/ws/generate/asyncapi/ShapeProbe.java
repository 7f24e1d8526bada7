package io.grest.ws.generate.asyncapi;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;

/**
 * Is told by a serializer what it writes.
 */
final class ShapeProbe extends JsonFormatVisitorWrapper.Base {

	private JacksonTypes.Kind kind = JacksonTypes.Kind.OBJECT;

	private Set<String> values = new TreeSet<>();

	private JsonParser.@Nullable NumberType number;

	/**
	 * What was told.
	 */
	JacksonTypes.Shape shape() {
		return new JacksonTypes.Shape(this.kind, List.copyOf(this.values), this.number);
	}

	@Override
	public JsonStringFormatVisitor expectStringFormat(JavaType type) {
		this.kind = JacksonTypes.Kind.STRING;
		return new JsonStringFormatVisitor.Base() {

			@Override
			public void enumTypes(Set<String> enums) {
				ShapeProbe.this.values = enums;
			}

		};
	}

	@Override
	public JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
		this.kind = JacksonTypes.Kind.INTEGER;
		return new JsonIntegerFormatVisitor.Base() {

			@Override
			public void numberType(JsonParser.NumberType type) {
				ShapeProbe.this.number = type;
			}

		};
	}

	@Override
	public JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
		this.kind = JacksonTypes.Kind.NUMBER;
		return new JsonNumberFormatVisitor.Base() {

			@Override
			public void numberType(JsonParser.NumberType type) {
				ShapeProbe.this.number = type;
			}

		};
	}

	@Override
	public @Nullable JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
		this.kind = JacksonTypes.Kind.BOOLEAN;
		return null;
	}

	@Override
	public @Nullable JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
		this.kind = JacksonTypes.Kind.ARRAY;
		return null;
	}

	@Override
	public @Nullable JsonAnyFormatVisitor expectAnyFormat(JavaType type) {
		this.kind = JacksonTypes.Kind.ANY;
		return null;
	}

}
