package io.grest.ws.generate.asyncapi;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import io.grest.ws.generate.asyncapi.here.Address;
import io.grest.ws.internal.generate.model.Annotations;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.type.Site;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A schema says what Jackson writes.
 */
class PayloadSchemasTests {

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final Map<String, String> SCALARS = Map.ofEntries(Map.entry("flag", "{'type':'boolean'}"),
			Map.entry("small", "{'type':'integer','format':'int32'}"),
			Map.entry("number", "{'type':'integer','format':'int32'}"),
			Map.entry("large", "{'type':'integer','format':'int64'}"), Map.entry("huge", "{'type':'integer'}"),
			Map.entry("ratio", "{'type':'number','format':'double'}"), Map.entry("price", "{'type':'number'}"),
			Map.entry("letter", "{'type':'string'}"), Map.entry("letters", "{'type':'string'}"),
			Map.entry("text", "{'type':'string'}"), Map.entry("bytes", "{'type':'string','contentEncoding':'base64'}"),
			Map.entry("id", "{'type':'string','format':'uuid'}"),
			Map.entry("link", "{'type':'string','format':'uri-reference'}"),
			Map.entry("at", "{'type':'string','format':'date-time'}"),
			Map.entry("there", "{'type':'string','format':'date-time'}"),
			Map.entry("day", "{'type':'string','format':'date'}"),
			Map.entry("length",
					"{'type':'string','pattern':'^-?P(?=.)(-?\\\\d+D)?(T(?=.)(-?\\\\d+H)?(-?\\\\d+M)?(-?\\\\d+(\\\\.\\\\d+)?S)?)?$'}"),
			Map.entry("local", "{'type':'string'}"), Map.entry("time", "{'type':'string'}"),
			Map.entry("year", "{'type':'integer','format':'int64'}"), Map.entry("zone", "{'type':'string'}"),
			Map.entry("language", "{'type':'string'}"), Map.entry("color", "{'type':'string','enum':['red','verde']}"),
			Map.entry("level", "{'type':'integer','enum':[1,2]}"), Map.entry("user", "{'type':'string'}"),
			Map.entry("anything", "{}"), Map.entry("json", "{}"));

	static Set<String> scalars() {
		return SCALARS.keySet();
	}

	@ParameterizedTest
	@MethodSource("scalars")
	void aScalarIsWhatJacksonWrites(String property) {
		assertThat(propertyOf(Scalars.class, property)).isEqualTo(json(SCALARS.get(property)));
	}

	@Test
	void everyScalarIsTested() {
		assertThat(definitionOf(Scalars.class).path("properties").propertyNames())
			.containsExactlyInAnyOrderElementsOf(SCALARS.keySet());
	}

	@Test
	void anEnumHasItsConstants() {
		assertThat(propertyOf(Week.class, "day")).isEqualTo(json("""
				{'type':'string','enum':['MONDAY','TUESDAY','WEDNESDAY','THURSDAY','FRIDAY','SATURDAY','SUNDAY']}"""));
	}

	@Test
	void collectionsArraysAndMapsHoldTheirItems() {
		assertThat(definitionOf(Containers.class).path("properties")).isEqualTo(json("""
				{'names':{'type':'array','items':{'type':'string'}},
				 'items':{'type':'array','items':{'$ref':'#/defs/PayloadSchemasTests.Item'}},
				 'nested':{'type':'array','items':{'type':'array','items':{'$ref':'#/defs/PayloadSchemasTests.Item'}}},
				 'counts':{'type':'object','additionalProperties':{'type':'integer','format':'int32'}},
				 'byColor':{'type':'object','additionalProperties':{'$ref':'#/defs/PayloadSchemasTests.Item'},
				   'propertyNames':{'type':'string','enum':['red','verde']}},
				 'holes':{'type':'array','items':{'type':['string','null']}}}"""));
	}

	@Test
	void whatMayBeNullSaysSoAndIsNotRequired() {
		assertThat(definitionOf(Nullness.class)).isEqualTo(json("""
				{'type':'object','properties':{
				   'sure':{'type':'string'},
				   'perhaps':{'type':['string','null']},
				   'optional':{'anyOf':[{'type':'null'},{'$ref':'#/defs/PayloadSchemasTests.Item'}]},
				   'optionalNumber':{'type':['integer','null'],'format':'int32'},
				   'unlessEmpty':{'type':'array','items':{'type':'string'}}},
				 'required':['sure']}"""));
	}

	@Test
	void whatIsNotSaidToBeNullIsNot() {
		assertThat(definitionOf(Unmarked.class)).isEqualTo(json("""
				{'type':'object','properties':{'text':{'type':'string'},'number':{'type':'integer','format':'int32'}},
				 'required':['text','number']}"""));
	}

	@Test
	void namesAndOrderAreThoseOfTheMapper() {
		JsonMapper snakes = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		assertThat(definitionOf(snakes, Named.class).path("properties").propertyNames()).containsExactly("last_name",
				"1st", "is_there");
	}

	@Test
	void aClassHasThePropertiesThatJacksonWritesAndThoseThatItReads() {
		ObjectNode written = MAPPER.valueToTree(new Person());
		ObjectNode definitions = definitionsOf(MAPPER, Person.class, Direction.WRITTEN, Direction.READ);
		assertThat(definitions.at("/PayloadSchemasTests.Person/properties").propertyNames())
			.containsExactlyElementsOf(written.propertyNames())
			.doesNotContain("password");
		assertThat(definitions.at("/PayloadSchemasTests.PersonInput/properties").propertyNames())
			.containsExactly("password");
	}

	@Test
	void aTypeThatGoesBothWaysInOneFormIsDefinedOnce() {
		assertThat(definitionsOf(MAPPER, Perhaps.class, Direction.WRITTEN, Direction.READ).propertyNames())
			.containsExactlyInAnyOrder("PayloadSchemasTests.Perhaps", "PayloadSchemasTests.Item");
	}

	@Test
	void constraintsBecomeKeywords() {
		assertThat(definitionOf(Constrained.class)).isEqualTo(json("""
				{'type':'object','properties':{
				   'text':{'type':'string','minLength':1,'maxLength':20},
				   'priority':{'type':'integer','format':'int32','minimum':1,'maximum':9},
				   'rate':{'type':'number','exclusiveMinimum':0},
				   'code':{'type':'string','pattern':'^(?:[a-z]+|x)$'},
				   'mail':{'type':'string','format':'email'},
				   'tags':{'minItems':1,'type':'array','items':{'type':'string','maxLength':3}},
				   'scores':{'type':'object','maxProperties':2,
				     'additionalProperties':{'type':'integer','format':'int32','exclusiveMinimum':0}}},
				 'required':['text','priority','rate','code','mail','tags','scores']}"""));
	}

	@Test
	void ofTwoConstraintsTheStricterHolds() {
		assertThat(definitionOf(Strictest.class).path("properties")).isEqualTo(json("""
				{'number':{'type':'integer','format':'int32','exclusiveMinimum':0,'maximum':5},
				 'text':{'type':'string','minLength':2,'maxLength':4,
				   'allOf':[{'pattern':'^(?:[a-z]*)$'},{'pattern':'^(?:.*z)$'}]}}"""));
	}

	@Test
	void aConstraintOfANumberSaysNothingOfItsText() {
		assertThat(propertyOf(Texts.class, "id")).isEqualTo(json("{'type':'string','pattern':'^-?\\\\d+$'}"));
	}

	@Test
	void aDateOfAPatternHasNoFormat() {
		assertThat(propertyOf(Texts.class, "day")).isEqualTo(json("{'type':'string'}"));
	}

	@Test
	void aDateThatTheMapperWritesByAPatternHasNoFormat() {
		JsonMapper mapper = JsonMapper.builder()
			.withConfigOverride(LocalDate.class, (day) -> day.setFormat(JsonFormat.Value.forPattern("dd.MM.yyyy")))
			.build();
		assertThat(definitionOf(mapper, Scalars.class).at("/properties/day")).isEqualTo(json("{'type':'string'}"));
	}

	@Test
	void aConstraintOfAnotherGroupIsNotChecked() {
		assertThat(propertyOf(Grouped.class, "text")).isEqualTo(json("{'type':'string'}"));
	}

	@Test
	void aPatternThatOnlyJavaReadsIsLeftOut() {
		assertThat(propertyOf(JavaPatterns.class, "flags")).isEqualTo(json("{'type':'string'}"));
		assertThat(propertyOf(JavaPatterns.class, "inline")).isEqualTo(json("{'type':'string'}"));
		assertThat(propertyOf(JavaPatterns.class, "possessive")).isEqualTo(json("{'type':'string'}"));
		assertThat(propertyOf(JavaPatterns.class, "posix")).isEqualTo(json("{'type':'string'}"));
	}

	@Test
	void aSealedTypeIsOneOfItsTypesEachNamedByItsTypeId() {
		ObjectNode definitions = definitionsOf(MAPPER, Shape.class);
		assertThat(definitions.path("PayloadSchemasTests.Shape")).isEqualTo(
				json("""
						{'anyOf':[{'$ref':'#/defs/PayloadSchemasTests.Circle'},{'$ref':'#/defs/PayloadSchemasTests.Group'}]}"""));
		assertThat(definitions.path("PayloadSchemasTests.Circle")).isEqualTo(json("""
				{'type':'object','properties':{
				   'kind':{'type':'string','const':'circle'},
				   'radius':{'type':'number','format':'double'}},
				 'required':['kind','radius']}"""));
		assertThat(definitions.path("PayloadSchemasTests.Group")).isEqualTo(json("""
				{'type':'object','properties':{
				   'kind':{'type':'string','const':'PayloadSchemasTests$Group'},
				   'shapes':{'type':'array','items':{'$ref':'#/defs/PayloadSchemasTests.Shape'}}},
				 'required':['kind','shapes']}"""));
	}

	@Test
	void theTypeIdIsWhatJacksonWrites() {
		assertThat(MAPPER.<JsonNode>valueToTree(new Group(List.of(new Circle(1))))).isEqualTo(json("""
				{'kind':'PayloadSchemasTests$Group','shapes':[{'kind':'circle','radius':1.0}]}"""));
	}

	@Test
	void aTypeMayHoldItself() {
		assertThat(definitionOf(Tree.class)).isEqualTo(json("""
				{'type':'object','properties':{
				   'name':{'type':'string'},
				   'branches':{'type':'array','items':{'$ref':'#/defs/PayloadSchemasTests.Tree'}}},
				 'required':['name','branches']}"""));
	}

	@Test
	void aGenericTypeIsNamedByItsArguments() {
		assertThat(definitionsOf(MAPPER, Pages.class).propertyNames())
			.contains("PayloadSchemasTests.Page_PayloadSchemasTests.Item", "PayloadSchemasTests.Page_String");
	}

	@Test
	void twoTypesOfOneNameAreGivenTheirPackages() {
		PayloadSchemas schemas = new PayloadSchemas(MAPPER);
		schemas.read(Address.class, site(Direction.WRITTEN));
		schemas.read(io.grest.ws.generate.asyncapi.there.Address.class, site(Direction.WRITTEN));
		assertThat(schemas.collect("defs").propertyNames()).containsExactlyInAnyOrder(
				"io.grest.ws.generate.asyncapi.here.Address", "io.grest.ws.generate.asyncapi.there.Address");
	}

	@Test
	void whatIsSaidOfAPropertyIsKept() {
		assertThat(propertyOf(Described.class, "text").path("description").asString()).isEqualTo("What was said");
	}

	private static JsonNode json(String text) {
		return MAPPER.readTree(text.replace('\'', '"'));
	}

	private static JsonNode propertyOf(Class<?> type, String property) {
		return definitionOf(type).path("properties").path(property);
	}

	private static JsonNode definitionOf(Class<?> type) {
		return definitionOf(MAPPER, type);
	}

	private static JsonNode definitionOf(JsonMapper mapper, Class<?> type) {
		return definitionsOf(mapper, type).path("PayloadSchemasTests." + type.getSimpleName());
	}

	private static ObjectNode definitionsOf(JsonMapper mapper, Class<?> type) {
		return definitionsOf(mapper, type, Direction.WRITTEN);
	}

	private static ObjectNode definitionsOf(JsonMapper mapper, Class<?> type, Direction... directions) {
		PayloadSchemas schemas = new PayloadSchemas(mapper);
		for (Direction direction : directions) {
			schemas.read(type, site(direction));
		}
		return (ObjectNode) MAPPER.readTree(schemas.collect("defs").toString());
	}

	private static Site site(Direction direction) {
		return Site.of(direction, "payload", Annotations.NONE);
	}

	enum Color {

		RED {
			@Override
			public String toString() {
				return "red";
			}
		},

		@JsonProperty("verde")
		GREEN

	}

	enum Level {

		LOW, HIGH;

		@JsonValue
		int value() {
			return ordinal() + 1;
		}

	}

	record UserId(@JsonValue String value) {

	}

	@NullMarked
	record Scalars(boolean flag, short small, Integer number, long large, BigInteger huge, double ratio,
			BigDecimal price, char letter, char[] letters, String text, byte[] bytes, UUID id, URI link, Instant at,
			OffsetDateTime there, LocalDate day, Duration length, LocalDateTime local, LocalTime time, Year year,
			ZoneId zone, Locale language, Color color, Level level, UserId user, Object anything, JsonNode json) {

	}

	@NullMarked
	record Week(DayOfWeek day) {

	}

	@NullMarked
	record Item(String name) {

	}

	@NullMarked
	record Containers(List<String> names, Item[] items, List<Set<Item>> nested, Map<String, Integer> counts,
			Map<Color, Item> byColor, List<@Nullable String> holes) {

	}

	@NullMarked
	record Nullness(String sure, @Nullable String perhaps, Optional<Item> optional, OptionalInt optionalNumber,
			@JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unlessEmpty) {

	}

	@NullMarked
	record Perhaps(String sure, @Nullable String perhaps, Optional<Item> optional, List<Item> items) {

	}

	@NullUnmarked
	record Unmarked(String text, int number) {

	}

	@NullMarked
	record Named(String lastName, @JsonProperty("1st") String firstName, boolean isThere) {

	}

	static class Person {

		private final String name = "Ada";

		private String password = "secret";

		@JsonIgnore
		public final String ignored = "";

		public final int open = 1;

		public String getName() {
			return this.name;
		}

		public String getGreeting() {
			return "Hello " + this.name;
		}

		@JsonProperty("initial")
		public String firstLetter() {
			return this.name.substring(0, 1);
		}

		public String notAProperty() {
			return "";
		}

		@JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
		public void setPassword(String password) {
			this.password = password;
		}

		@JsonIgnore
		public String getPassword() {
			return this.password;
		}

	}

	@NullMarked
	record Constrained(@NotBlank @Size(max = 20) String text, @Min(1) @Max(9) int priority,
			@DecimalMin(value = "0", inclusive = false) BigDecimal rate, @Pattern(regexp = "[a-z]+|x") String code,
			@Email String mail, @NotEmpty List<@Size(max = 3) String> tags,
			@Size(max = 2) Map<String, @Positive Integer> scores) {

	}

	@NullMarked
	record Strictest(@Min(0) @Positive @Max(9) @DecimalMax("5") int number,
			@NotBlank @Size(min = 2, max = 4) @Pattern(regexp = "[a-z]*") @Pattern(regexp = ".*z") String text) {

	}

	@NullMarked
	record Texts(@Min(1) @JsonFormat(shape = JsonFormat.Shape.STRING) long id,
			@JsonFormat(pattern = "dd.MM.yyyy") LocalDate day) {

	}

	interface Strict {

	}

	@NullMarked
	record Grouped(@Size(max = 20, groups = Strict.class) String text) {

	}

	@NullMarked
	record JavaPatterns(@Pattern(regexp = "x", flags = Pattern.Flag.CASE_INSENSITIVE) String flags,
			@Pattern(regexp = "(?i)x") String inline, @Pattern(regexp = "x*+") String possessive,
			@Pattern(regexp = "\\p{Alpha}") String posix) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	sealed interface Shape permits Circle, Group {

	}

	@JsonTypeName("circle")
	record Circle(double radius) implements Shape {

	}

	record Group(List<Shape> shapes) implements Shape {

	}

	@NullMarked
	record Tree(String name, List<Tree> branches) {

	}

	@NullMarked
	record Page<T>(List<T> content) {

	}

	@NullMarked
	record Pages(Page<Item> items, Page<String> texts) {

	}

	@NullMarked
	record Described(@JsonPropertyDescription("What was said") String text) {

	}

}
