package io.grest.ws.internal.generate.type;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Choice;
import io.grest.ws.internal.generate.model.Key;
import io.grest.ws.internal.generate.model.Literal;
import io.grest.ws.internal.generate.model.Prose;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.DeserializationContextExt;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Forms of enums. Constants may be written by name, {@code toString},
 * {@code @JsonProperty}, {@code @JsonValue} or number, so the serializer writes each.
 */
final class EnumForms {

	private final JsonMapper mapper;

	private final SerializationContext context;

	private final TypeReader reader;

	private final Declarations declarations;

	EnumForms(JsonMapper mapper, SerializationContext context, TypeReader reader, Declarations declarations) {
		this.mapper = mapper;
		this.context = context;
		this.reader = reader;
		this.declarations = declarations;
	}

	/**
	 * Read the constants of an enum.
	 * @param type the Java type
	 * @param serializer the serializer at this place
	 * @param site where it is used
	 * @return the literals, declared unless this place has a format of its own
	 */
	JsonType read(JavaType type, ValueSerializer<?> serializer, Site site) {
		JsonType usual = literals(type, this.reader.serializer(type, null), site.withoutProperty());
		JsonType form = (site.property() != null) ? literals(type, serializer, site) : usual;
		return form.equals(usual) ? this.declarations.declare(new Key(type, site.direction(), ""), () -> usual) : form;
	}

	@SuppressWarnings("unchecked")
	private JsonType literals(JavaType type, ValueSerializer<?> serializer, Site site) {
		List<JsonType> literals = new ArrayList<>();
		for (Object constant : type.getRawClass().getEnumConstants()) {
			try (TokenBuffer buffer = this.context.bufferForValueConversion()) {
				((ValueSerializer<Object>) serializer).serialize(constant, buffer, this.context);
				String written = this.mapper.readTree(buffer.asParser()).toString();
				literals.add(new Literal(
						(site.direction() == Direction.READ) ? readable(type, constant, written, site) : written,
						Prose.ofConstant((Enum<?>) constant)));
			}
		}
		return Choice.of(literals);
	}

	// A written constant cannot always be read: an object is refused.
	private String readable(JavaType type, Object constant, String written, Site site) {
		return Stream
			.of(written, this.mapper.writeValueAsString(constant.toString()),
					this.mapper.writeValueAsString(((Enum<?>) constant).name()))
			.filter((json) -> reads(type, json, constant, site))
			.findFirst()
			.orElse(written);
	}

	// Read with the deserializer of the property, which may have its own format.
	private boolean reads(JavaType type, String json, Object constant, Site site) {
		DeserializationContextExt context = this.mapper._deserializationContext();
		try (JsonParser parser = context.assignAndReturnParser(this.mapper.createParser(json))) {
			parser.nextToken();
			return constant == context.readRootValue(parser, type,
					context.findContextualValueDeserializer(type, site.property()), null);
		}
		catch (JacksonException ex) {
			return false;
		}
	}

}
