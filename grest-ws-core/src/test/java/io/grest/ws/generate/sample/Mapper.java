package io.grest.ws.generate.sample;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Mappers that write the same types differently.
 */
public enum Mapper {

	DEFAULT {
		@Override
		JsonMapper.Builder configure(JsonMapper.Builder builder) {
			return builder;
		}
	},

	NUMBERS {
		@Override
		JsonMapper.Builder configure(JsonMapper.Builder builder) {
			return builder.enable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
				.enable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
				.enable(EnumFeature.WRITE_ENUMS_USING_INDEX)
				.enable(SerializationFeature.WRITE_CHAR_ARRAYS_AS_JSON_ARRAYS);
		}
	},

	NAMES {
		@Override
		JsonMapper.Builder configure(JsonMapper.Builder builder) {
			return builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
				.disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
				.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
				.changeDefaultPropertyInclusion(
						(inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL));
		}
	},

	COMPACT {
		@Override
		JsonMapper.Builder configure(JsonMapper.Builder builder) {
			return builder.changeDefaultPropertyInclusion(
					(inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_EMPTY));
		}
	},

	MINIMAL {
		@Override
		JsonMapper.Builder configure(JsonMapper.Builder builder) {
			return builder.changeDefaultPropertyInclusion(
					(inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_DEFAULT));
		}
	};

	abstract JsonMapper.Builder configure(JsonMapper.Builder builder);

	/**
	 * Create the mapper.
	 * @return the mapper
	 */
	public JsonMapper create() {
		return configure(JsonMapper.builder()).build();
	}

}
