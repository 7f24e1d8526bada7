package io.grest.ws.internal.wire;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.internal.json.Payloads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link PayloadReader}.
 */
class PayloadReaderTests {

	private static final String WHOLE = "must be a whole number within range";

	private static final String NUMBER = "must be a number";

	private static final String BOOLEAN = "must be true or false";

	private static final String STRING = "must be a string";

	private static final String ARRAY = "must be an array";

	private static final String OBJECT = "must be an object";

	private static final String COLOR = "must be one of [RED, GREEN]";

	private static final String FORM = "has the wrong form";

	private final Payloads payloads = Payloads.of(new JsonMapper());

	private final WireFormat format = new GrestFormat(List.of(), this.payloads);

	// What fits

	@Test
	void readsEveryKindOfField() {
		Object value = read(Everything.class,
				"""
						{"whole":1,"boxed":2,"large":9007199254740993,"ratio":1.5,"exact":0.1,"flag":true,"text":"hi",\
						"color":"GREEN","at":"2024-06-07T12:00:00Z","day":"2024-06-07","id":"1f0e1a3c-0000-4000-8000-000000000001",\
						"uri":"ws://a:1/b","tags":["a","b"],"items":[{"name":"c"}],"byName":{"d":{"name":"e"}},"item":{"name":"f"},\
						"maybe":"g"}""");
		assertThat(value).isEqualTo(new Everything(1, 2, 9007199254740993L, 1.5, new BigDecimal("0.1"), true, "hi",
				Color.GREEN, Instant.parse("2024-06-07T12:00:00Z"), LocalDate.of(2024, 6, 7),
				UUID.fromString("1f0e1a3c-0000-4000-8000-000000000001"), URI.create("ws://a:1/b"), List.of("a", "b"),
				List.of(new Item("c")), Map.of("d", new Item("e")), new Item("f"), Optional.of("g")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE" })
	void anotherEncodingThanUtf8IsNoJson(String charset) {
		Payload payload = Payload.of("{\"name\":\"a\"}".getBytes(Charset.forName(charset)));
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> this.payloads.reader(Item.class).read(payload))
			.satisfies((ex) -> assertThat(ex.issues()).extracting(ValidationException.Issue::code)
				.containsExactly("invalid.json"));
		assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> this.format.readHandshake(payload));
	}

	@Test
	void aByteOrderMarkIsNoJson() {
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> read(Item.class, "\uFEFF{\"name\":\"a\"}"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{\"name\":\"a\"}", " {\"name\" : \"a\"}\n", "{\"name\":\"a\",\"unknown\":1}",
					"{\"unknown\":{\"name\":[1,{}]},\"name\":\"a\"}", "{\"\":null,\"name\":\"a\",\"Name\":\"b\"}" })
	void ignoresUnknownFieldsAndWhiteSpace(String json) {
		assertThat(read(Item.class, json)).isEqualTo(new Item("a"));
	}

	@Test
	void readsScalarsAndListsAndMapsByThemselves() {
		assertThat(read(String.class, "\"hi\"")).isEqualTo("hi");
		assertThat(read(Integer.class, "5")).isEqualTo(5);
		assertThat(read(Boolean.class, "false")).isEqualTo(false);
		assertThat(read(new TypeReference<List<Item>>() {
		}.getType(), "[{\"name\":\"a\"}]")).isEqualTo(List.of(new Item("a")));
		assertThat(read(new TypeReference<Map<String, Integer>>() {
		}.getType(), "{\"a\":1}")).isEqualTo(Map.of("a", 1));
	}

	@Test
	void takesAWholeNumberForOneWithAFraction() {
		assertThat(read(Double.class, "5")).isEqualTo(5.0);
		assertThat(read(BigDecimal.class, "5")).isEqualTo(new BigDecimal("5"));
	}

	@Test
	void aFieldThatIsMissingOrNullIsNull() {
		assertThat(read(Item.class, "{}")).isEqualTo(new Item(null));
		assertThat(read(Item.class, "{\"name\":null}")).isEqualTo(new Item(null));
	}

	@Test
	void anOptionalFieldThatIsMissingOrNullIsEmpty() {
		assertThat(read(Maybe.class, "{\"text\":null}")).isEqualTo(new Maybe(Optional.empty()));
	}

	// What does not

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			whole  | "5"
			whole  | 1.7
			whole  | 1.0
			whole  | 1e3
			whole  | 3000000000
			whole  | -3000000000
			whole  | 100000000000000000000000000000000000000000
			whole  | true
			whole  | ""
			whole  | []
			whole  | [1]
			whole  | {}
			boxed  | "5"
			boxed  | 1.7
			boxed  | 3000000000
			boxed  | ""
			large  | "5"
			large  | 9223372036854775808
			large  | false
			""")
	void nothingButAWholeNumberWithinRangeIsOne(String field, String json) {
		assertThat(issues(Everything.class, field, json)).containsExactly(new Issue(field, "invalid.type", WHOLE));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			ratio  | "1.5"
			ratio  | ""
			ratio  | true
			ratio  | [1.5]
			exact  | "1.5"
			exact  | {}
			""")
	void nothingButANumberIsOne(String field, String json) {
		assertThat(issues(Everything.class, field, json)).containsExactly(new Issue(field, "invalid.type", NUMBER));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"true\"", "1", "0", "\"\"", "1.0", "[true]", "{}" })
	void nothingButTrueOrFalseIsEither(String json) {
		assertThat(issues(Everything.class, "flag", json)).containsExactly(new Issue("flag", "invalid.type", BOOLEAN));
	}

	@ParameterizedTest
	@ValueSource(strings = { "5", "1.5", "true", "false", "[\"a\"]", "{}" })
	void nothingButAStringIsOne(String json) {
		assertThat(issues(Everything.class, "text", json)).containsExactly(new Issue("text", "invalid.type", STRING));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"PURPLE\"", "\"red\"", "\"\"", "\" \"", "0", "\"0\"", "true", "[\"RED\"]", "{}" })
	void nothingButAConstantOfAnEnumIsOne(String json) {
		assertThat(issues(Everything.class, "color", json)).containsExactly(new Issue("color", "invalid.type", COLOR));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"a\"", "5", "{}", "\"\"", "{\"0\":\"a\"}" })
	void nothingButAnArrayIsAList(String json) {
		assertThat(issues(Everything.class, "tags", json)).containsExactly(new Issue("tags", "invalid.type", ARRAY));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"a\"", "5", "true", "[]", "\"\"" })
	void nothingButAnObjectIsOne(String json) {
		assertThat(issues(Everything.class, "item", json)).containsExactly(new Issue("item", "invalid.type", OBJECT));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			at     | "yesterday"
			at     | ""
			at     | true
			day    | "2024-13-01"
			day    | {}
			id     | "1f0e1a3c"
			byName | 5
			byName | []
			byName | "a"
			""")
	void whatDoesNotFitAnyOtherTypeHasTheWrongForm(String field, String json) {
		assertThat(issues(Everything.class, field, json)).containsExactly(new Issue(field, "invalid.type", FORM));
	}

	// Paths

	@Test
	void anElementOfAListIsNamedByItsIndex() {
		assertThat(issues(Everything.class, "tags", "[\"a\",5]"))
			.containsExactly(new Issue("tags.1", "invalid.type", STRING));
	}

	@Test
	void aFieldOfAnElementIsNamedByADottedPath() {
		assertThat(issues(Everything.class, "items", "[{\"name\":\"a\"},{\"name\":5}]"))
			.containsExactly(new Issue("items.1.name", "invalid.type", STRING));
	}

	@Test
	void aValueOfAMapIsNamedByItsKey() {
		assertThat(issues(Everything.class, "byName", "{\"home\":{\"name\":5}}"))
			.containsExactly(new Issue("byName.home.name", "invalid.type", STRING));
	}

	@Test
	void anElementOfAListThatIsTheWholeInputIsNamedByItsIndex() {
		assertThat(issues(new TypeReference<List<Item>>() {
		}.getType(), "[{\"name\":\"a\"},5]")).containsExactly(new Issue("1", "invalid.type", OBJECT));
		assertThat(issues(int[].class, "[1,2.5]")).containsExactly(new Issue("1", "invalid.type", WHOLE));
	}

	@Test
	void aMapWithAKeyThatDoesNotFitIsNamed() {
		assertThat(issues(Palette.class, "{\"shares\":{\"RED\":1,\"PURPLE\":1}}"))
			.containsExactly(new Issue("shares", "invalid.type", COLOR));
	}

	@Test
	void aNestedFieldIsNamedByADottedPath() {
		assertThat(issues(Outer.class, "{\"inner\":{\"item\":{\"name\":{}}}}"))
			.containsExactly(new Issue("inner.item.name", "invalid.type", STRING));
	}

	@Test
	void theInputAsAWholeIsNamedByAnEmptyPath() {
		assertThat(issues(Item.class, "[]")).containsExactly(new Issue("", "invalid.type", OBJECT));
		assertThat(issues(Integer.class, "\"5\"")).containsExactly(new Issue("", "invalid.type", WHOLE));
		assertThat(issues(String.class, "5")).containsExactly(new Issue("", "invalid.type", STRING));
	}

	// Nothing

	@ParameterizedTest
	@ValueSource(strings = { "", "null", " null " })
	void anInputIsRequired(String json) {
		assertThat(issues(Item.class, json)).containsExactly(new Issue("", "invalid.required", "is required"));
		assertThat(issues(String.class, json)).containsExactly(new Issue("", "invalid.required", "is required"));
		assertThat(issues(Integer.class, json)).containsExactly(new Issue("", "invalid.required", "is required"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"count\":null}" })
	void aPrimitiveIsRequired(String json) {
		assertThat(issues(Count.class, json)).containsExactly(new Issue("count", "invalid.required", "is required"));
	}

	// No JSON

	@ParameterizedTest
	@ValueSource(strings = { "{", "{\"name\"", "{\"name\":", "{\"name\":\"a\"", "{\"name\":\"a", "{name:\"a\"}",
			"{'name':'a'}", "{\"name\":\"a\",}", "{\"name\":01}", "nonsense", "NaN", "{\"name\":\"a\"}}",
			"{\"name\":\"\u0001\"}", "{\"name\":\"\\x\"}", "\"", "/* a */{}", "tru", ":" })
	void whatIsNoJsonIsSaidToBeNone(String json) {
		assertThat(issues(Item.class, json)).containsExactly(new Issue("", "invalid.json", "is not valid JSON"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"name\":\"a\"} {}", "{\"name\":\"a\"}[]", "{\"name\":\"a\"} 1", "{\"name\":\"a\"},",
			"{\"name\":\"a\"} null" })
	void whatFollowsTheInputIsRefused(String json) {
		assertThat(issues(Item.class, json)).containsExactly(new Issue("", "invalid.json", "is not valid JSON"));
	}

	@ParameterizedTest
	@ValueSource(strings = { " ", "\n\t" })
	void whiteSpaceIsNoInput(String json) {
		assertThat(issues(Item.class, json)).hasSize(1);
	}

	@Test
	void whatIsNestedTooDeepIsRefused() {
		int depth = 20_000;
		Issue tooDeep = new Issue("", "invalid.json", "is nested too deep or too long");
		String arrays = "[".repeat(depth) + "]".repeat(depth);
		String objects = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
		assertThat(issues(Object.class, arrays)).containsExactly(tooDeep);
		assertThat(issues(Item.class, "{\"unknown\":" + objects + "}")).extracting(Issue::code, Issue::message)
			.containsExactly(tuple(tooDeep.code(), tooDeep.message()));
		assertThat(issues(Node.class, "{\"next\":".repeat(depth) + "null" + "}".repeat(depth)))
			.extracting(Issue::code, Issue::message)
			.containsExactly(tuple(tooDeep.code(), tooDeep.message()));
	}

	@Test
	void aNumberOfTooManyDigitsIsRefused() {
		assertThat(issues(BigDecimal.class, "1".repeat(60_000))).extracting(Issue::code)
			.containsExactly("invalid.json");
	}

	// Nothing of the Java type

	@Test
	void aConstructorThatRefusesItsArgumentsTellsNothingOfItself() {
		assertThat(issues(Positive.class, "{\"value\":-1}"))
			.containsExactly(new Issue("", "invalid.value", "is not valid"));
		assertThat(issues(new TypeReference<List<Positive>>() {
		}.getType(), "[{\"value\":1},{\"value\":-1}]"))
			.containsExactly(new Issue("1", "invalid.value", "is not valid"));
	}

	@Test
	void anUnknownSubtypeTellsNothingOfTheTypesInJava() {
		assertThat(read(Shape.class, "{\"kind\":\"circle\",\"radius\":1}")).isEqualTo(new Circle(1));
		for (String json : List.of("{\"kind\":\"java.lang.Runtime\"}", "{\"radius\":1}", "{\"kind\":5}")) {
			assertThat(issues(Shape.class, json)).singleElement().satisfies(PayloadReaderTests::isFreeOfJava);
		}
	}

	@Test
	void aTypeThatCannotBeReadTellsNothingOfItself() {
		assertThat(issues(Runnable.class, "{}")).singleElement().satisfies(PayloadReaderTests::isFreeOfJava);
	}

	// Settings of the application

	@Test
	void leavesTheMapperOfTheApplicationAsItWas() {
		JsonMapper mapper = new JsonMapper();
		PayloadReader reader = Payloads.of(mapper).reader(String.class);
		assertThat(mapper.readValue("5", String.class)).isEqualTo("5");
		assertThat(mapper.readValue("\"5\"", Integer.class)).isEqualTo(5);
		assertThat(mapper.readValue("0", Color.class)).isEqualTo(Color.RED);
		assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> reader.read(Payload.of("5")));
	}

	@Test
	void keepsTheOtherSettingsOfTheApplication() {
		JsonMapper mapper = JsonMapper.builder()
			.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
			.disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.build();
		PayloadReader reader = Payloads.of(mapper).reader(Paint.class);
		assertThat(reader.read(Payload.of("{\"main_color\":\"RED\"}"))).isEqualTo(new Paint(Color.RED));
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> reader.read(Payload.of("{\"main_color\":\"RED\"} 1")));
	}

	private static void isFreeOfJava(Issue issue) {
		assertThat(issue.toString()).doesNotContainIgnoringCase("io.grest")
			.doesNotContainIgnoringCase("java")
			.doesNotContainIgnoringCase("jackson")
			.doesNotContain("Shape", "Circle", "Runnable", "Exception");
	}

	private List<Issue> issues(Type type, String field, String json) {
		return issues(type, "{\"" + field + "\":" + json + "}");
	}

	private List<Issue> issues(Type type, String json) {
		try {
			Object value = this.payloads.reader(type).read(Payload.of(json));
			throw new AssertionError("Read " + value);
		}
		catch (ValidationException ex) {
			return ex.issues();
		}
	}

	private Object read(Type type, String json) {
		return this.payloads.reader(type).read(Payload.of(json));
	}

	record Item(@Nullable String name) {

	}

	record Maybe(Optional<String> text) {

	}

	record Outer(Inner inner) {

	}

	record Inner(Item item) {

	}

	record Count(int count) {

	}

	record Palette(Map<Color, Integer> shares) {

	}

	record Paint(Color mainColor) {

	}

	record Node(@Nullable Node next) {

	}

	record Positive(int value) {

		Positive {
			if (value < 0) {
				throw new IllegalArgumentException("secret of " + Positive.class.getName());
			}
		}

	}

	enum Color {

		RED, GREEN

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
	interface Shape {

	}

	record Circle(int radius) implements Shape {

	}

	record Everything(@Nullable Integer whole, @Nullable Integer boxed, @Nullable Long large, @Nullable Double ratio,
			@Nullable BigDecimal exact, @Nullable Boolean flag, @Nullable String text, @Nullable Color color,
			@Nullable Instant at, @Nullable LocalDate day, @Nullable UUID id, @Nullable URI uri,
			@Nullable List<String> tags, @Nullable List<Item> items, @Nullable Map<String, Item> byName,
			@Nullable Item item, @Nullable Optional<String> maybe) {

	}

}
