package io.grest.ws.internal.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotationIntrospectorPair;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Names of path variables and query parameters: those of Java, as Spring and not Jackson
 * binds them.
 */
final class ParameterNames extends AnnotationIntrospectorPair {

	private static final long serialVersionUID = 1L;

	private ParameterNames(AnnotationIntrospector names) {
		super(names, AnnotationIntrospector.nopInstance());
	}

	/**
	 * Create a mapper that writes parameters.
	 * @param mapper the mapper of payloads
	 */
	static JsonMapper use(JsonMapper mapper) {
		return mapper.rebuild()
			.annotationIntrospector(new ParameterNames(mapper.serializationConfig().getAnnotationIntrospector()))
			.propertyNamingStrategy(null)
			.addModule(new SimpleModule(ParameterNames.class.getName()).addSerializer(new EnumName()))
			.build();
	}

	@Override
	public @Nullable PropertyName findNameForSerialization(MapperConfig<?> config, Annotated annotated) {
		return plain(super.findNameForSerialization(config, annotated));
	}

	@Override
	public @Nullable PropertyName findNameForDeserialization(MapperConfig<?> config, Annotated annotated) {
		return plain(super.findNameForDeserialization(config, annotated));
	}

	private static @Nullable PropertyName plain(@Nullable PropertyName name) {
		return (name != null) ? PropertyName.USE_DEFAULT : null;
	}

	@Override
	public @Nullable Object findNamingStrategy(MapperConfig<?> config, AnnotatedClass type) {
		return null;
	}

	private static final class EnumName extends ValueSerializer<Object> {

		@Override
		public Class<?> handledType() {
			return Enum.class;
		}

		@Override
		public void serialize(Object value, JsonGenerator json, SerializationContext context) {
			json.writeString(((Enum<?>) value).name());
		}

	}

}
