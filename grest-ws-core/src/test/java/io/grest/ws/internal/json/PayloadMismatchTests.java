package io.grest.ws.internal.json;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.EnumNaming;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.std.StdSerializer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PayloadReader} on what it says about inputs that do not fit.
 */
class PayloadMismatchTests {

	private static final String TYPE = "invalid.type";

	private static final String WHOLE = "must be a whole number within range";

	private static final String STRING = "must be a string";

	private static final String OBJECT = "must be an object";

	private static final Issue REQUIRED = new Issue("", "invalid.required", "is required");

	private final Payloads payloads = Payloads.of(new JsonMapper());

	// All of them

	@Test
	void reportsEveryMismatchInTheOrderOfTheInput() {
		assertThat(issues(Order.class, """
				{"name":5,"count":"1","color":"PURPLE","tags":["a",1,true],"item":{"price":"x","name":[]},\
				"byName":{"a":{"price":1},"b":5,"c":{"price":"y"}},"note":{}}""")).containsExactly(
				new Issue("name", TYPE, STRING), new Issue("count", TYPE, WHOLE),
				new Issue("color", TYPE, "must be one of [RED, GREEN]"), new Issue("tags.1", TYPE, STRING),
				new Issue("tags.2", TYPE, STRING), new Issue("item.price", TYPE, WHOLE),
				new Issue("item.name", TYPE, STRING), new Issue("byName.b", TYPE, OBJECT),
				new Issue("byName.c.price", TYPE, WHOLE), new Issue("note", TYPE, STRING));
	}

	@Test
	void readsOnBehindAValueOfAnyShape() {
		assertThat(issues(new TypeReference<List<Item>>() {
		}.getType(),
				"[[[1,{\"a\":[]}],2],5,{\"price\":{\"a\":[{}]},\"name\":[[],[]]},{\"price\":1},\"a\",{\"price\":1.5}]"))
			.containsExactly(new Issue("0", TYPE, OBJECT), new Issue("1", TYPE, OBJECT),
					new Issue("2.price", TYPE, WHOLE), new Issue("2.name", TYPE, STRING), new Issue("4", TYPE, OBJECT),
					new Issue("5.price", TYPE, WHOLE));
	}

	@Test
	void reportsEveryMissingPrimitive() {
		assertThat(issues(Point.class, "{\"y\":null}")).containsExactlyInAnyOrder(at("x", REQUIRED), at("y", REQUIRED),
				at("z", REQUIRED));
		assertThat(issues(Bean.class, "{\"a\":null,\"b\":\"x\",\"c\":null}")).containsExactly(at("a", REQUIRED),
				new Issue("b", TYPE, WHOLE), at("c", REQUIRED));
	}

	@Test
	void reportsMismatchesOfAMutableObject() {
		assertThat(issues(Bean.class, "{\"a\":\"x\",\"b\":1,\"c\":\"y\",\"text\":5}"))
			.containsExactly(new Issue("a", TYPE, WHOLE), new Issue("c", TYPE, WHOLE), new Issue("text", TYPE, STRING));
	}

	@Test
	void reportsMismatchesWithinAnOptional() {
		assertThat(issues(Optionals.class, "{\"text\":5,\"item\":{\"price\":\"a\"}}"))
			.containsExactly(new Issue("text", TYPE, STRING), new Issue("item.price", TYPE, WHOLE));
	}

	@Test
	void reportsAnOverflowAndWhatFollows() {
		assertThat(issues(Item.class, "{\"price\":99999999999999999999,\"name\":5}"))
			.containsExactly(new Issue("price", TYPE, WHOLE), new Issue("name", TYPE, STRING));
	}

	@Test
	void createsNoObjectOfWhichAPartWasRefused() {
		assertThat(issues(new TypeReference<List<Picky>>() {
		}.getType(), "[{\"name\":5},{\"name\":\"no\"},{\"name\":\"yes\"},{\"name\":[]}]")).containsExactly(
				new Issue("0.name", TYPE, STRING), new Issue("1", "invalid.value", "is not valid"),
				new Issue("3.name", TYPE, STRING));
	}

	@Test
	void createsNoObjectOfADelegateOfWhichAPartWasRefused() {
		assertThat(issues(new TypeReference<List<Wrapper>>() {
		}.getType(), "[[1],[\"a\"],[\"a\",2]]")).containsExactly(new Issue("0.0", TYPE, STRING),
				new Issue("2.1", TYPE, STRING));
	}

	@Test
	void reportsMismatchesOfUnwrappedProperties() {
		assertThat(issues(Unwrapping.class, "{\"id\":\"x\",\"price\":\"y\"}")).isNotEmpty()
			.allSatisfy((issue) -> assertThat(issue.code()).isEqualTo(TYPE));
	}

	@Test
	void stopsAtWhatIsNoJson() {
		assertThat(issues(Item.class, "{\"name\":5,\"price\":\"a\",")).containsExactly(new Issue("name", TYPE, STRING),
				new Issue("price", TYPE, WHOLE));
		assertThat(issues(Item.class, "{\"price\":1,"))
			.containsExactly(new Issue("", "invalid.json", "is not valid JSON"));
	}

	@Test
	void reportsAtMostAHundred() {
		String numbers = IntStream.range(0, 10_000)
			.mapToObj(String::valueOf)
			.collect(Collectors.joining(",", "[", "]"));
		assertThat(issues(String[].class, numbers)).hasSize(100).last().isEqualTo(new Issue("99", TYPE, STRING));
	}

	@Test
	void repeatsALongPathOnlySoOften() {
		String json = "{\"" + "k".repeat(5_000) + "\":[" + "1,".repeat(99) + "1]}";
		assertThat(issues(new TypeReference<Map<String, List<String>>>() {
		}.getType(), json)).hasSize(4);
	}

	@Test
	void leavesAnInputThatFitsAlone() {
		assertThat(this.payloads.reader(Point.class).read(Payload.of("{\"x\":1,\"y\":2,\"z\":3}")))
			.isEqualTo(new Point(1, 2, 3));
	}

	// Names of the wire

	@Test
	void namesConstantsAsTheyAreWritten() {
		assertThat(issues(Names.class, "{\"property\":\"A\",\"value\":\"A\",\"number\":7,\"naming\":\"FIRST_ONE\"}"))
			.containsExactly(new Issue("property", TYPE, "must be one of [alpha, B]"),
					new Issue("value", TYPE, "must be one of [a, b]"),
					new Issue("number", TYPE, "must be one of [1, 2]"),
					new Issue("naming", TYPE, "must be one of [firstOne, secondOne]"));
	}

	@Test
	void namesConstantsThatCannotBeWritten() {
		assertThat(issues(Secret.class, "5")).containsExactly(new Issue("", TYPE, "must be one of [OPEN, SHUT]"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"shape":{"kind":"oval","radius":1}}           | shape.kind | invalid.type     | must be one of [circle, square]
					{"shape":{"radius":1}}                         | shape.kind | invalid.required | must be one of [circle, square]
					{"shape":{"kind":"java.lang.Runtime"}}         | shape.kind | invalid.type     | must be one of [circle, square]
					{"wrapped":{"oval":{"radius":1}}}              | wrapped    | invalid.type     | must name one of [disc]
					{"here":{"what":"oval"}}                       | here.what  | invalid.type     | must be one of [circle]
					{"byClass":{"@class":"java.lang.Runtime"}}     | byClass.@class | invalid.type | is no known type
					""")
	void namesThePropertyAndTheIdsOfAUnion(String json, String path, String code, String message) {
		assertThat(issues(Unions.class, json)).containsExactly(new Issue(path, code, message));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"kind\":\"circle\",\"radius\":\"a\",\"at\":{\"x\":\"b\",\"y\":1,\"z\":1}}",
			"{\"radius\":\"a\",\"kind\":\"circle\",\"at\":{\"x\":\"b\",\"y\":1,\"z\":1}}",
			"{\"radius\":\"a\",\"at\":{\"x\":\"b\",\"y\":1,\"z\":1},\"kind\":\"circle\"}" })
	void reportsEveryMismatchWithinAUnionWhereverItsIdIs(String shape) {
		assertThat(issues(new TypeReference<List<Shape>>() {
		}.getType(), "[" + shape + ",{\"kind\":\"square\",\"side\":\"c\"},{\"kind\":\"oval\"},5]")).containsExactly(
				new Issue("0.radius", TYPE, WHOLE), new Issue("0.at.x", TYPE, WHOLE), new Issue("1.side", TYPE, WHOLE),
				new Issue("2.kind", TYPE, "must be one of [circle, square]"),
				new Issue("3.kind", "invalid.required", "must be one of [circle, square]"));
	}

	@Test
	void aPropertyThatMustNotBeNullIsRequired() {
		assertThat(issues(Strict.class, "{\"text\":null}")).containsExactly(at("text", REQUIRED));
		PayloadReader reader = Payloads
			.of(JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES).build())
			.reader(Item.class);
		assertThat(issues(reader, "{\"price\":\"1\"}")).containsExactlyInAnyOrder(new Issue("price", TYPE, WHOLE),
				at("name", REQUIRED));
	}

	private List<Issue> issues(Type type, String json) {
		return issues(this.payloads.reader(type), json);
	}

	private static List<Issue> issues(PayloadReader reader, String json) {
		try {
			throw new AssertionError("Read " + reader.read(Payload.of(json)));
		}
		catch (ValidationException ex) {
			return ex.issues();
		}
	}

	private static Issue at(String path, Issue issue) {
		return new Issue(path, issue.code(), issue.message());
	}

	enum Color {

		RED, GREEN

	}

	enum Property {

		@JsonProperty("alpha")
		A, B

	}

	enum Value {

		A, B;

		@JsonValue
		String wire() {
			return name().toLowerCase(java.util.Locale.ROOT);
		}

	}

	enum Number {

		ONE, TWO;

		@JsonValue
		int wire() {
			return ordinal() + 1;
		}

	}

	@JsonSerialize(using = SecretSerializer.class)
	enum Secret {

		OPEN, SHUT

	}

	static final class SecretSerializer extends StdSerializer<Secret> {

		SecretSerializer() {
			super(Secret.class);
		}

		@Override
		public void serialize(Secret value, JsonGenerator json, SerializationContext context) {
			throw new IllegalStateException("of the application");
		}

	}

	@EnumNaming(EnumNamingStrategies.LowerCamelCaseStrategy.class)
	enum Naming {

		FIRST_ONE, SECOND_ONE

	}

	record Names(@Nullable Property property, @Nullable Value value, @Nullable Number number, @Nullable Naming naming) {

	}

	record Item(int price, @Nullable String name) {

	}

	record Order(@Nullable String name, @Nullable Integer count, @Nullable Color color, @Nullable List<String> tags,
			@Nullable Item item, @Nullable Map<String, Item> byName, @Nullable String note) {

	}

	record Point(int x, int y, int z) {

	}

	record Optionals(Optional<String> text, Optional<Item> item) {

	}

	record Picky(@Nullable String name) {

		Picky {
			if (!"yes".equals(name)) {
				throw new IllegalArgumentException();
			}
		}

	}

	record Wrapper(List<String> names) {

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		Wrapper {
			names = List.copyOf(names);
		}

	}

	record Strict(@JsonSetter(nulls = Nulls.FAIL) String text) {

	}

	static class Unwrapping {

		public int id;

		@JsonUnwrapped
		public @Nullable Item item;

	}

	static class Bean {

		public int a;

		private int b;

		public long c;

		public @Nullable String text;

		public int getB() {
			return this.b;
		}

		public void setB(int b) {
			this.b = b;
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Circle.class, name = "circle"),
			@JsonSubTypes.Type(value = Square.class, name = "square") })
	interface Shape {

	}

	record Circle(int radius, @Nullable Point at) implements Shape {

	}

	record Square(int side) implements Shape {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
	@JsonSubTypes(@JsonSubTypes.Type(Disc.class))
	interface Wrapped {

	}

	@JsonTypeName("disc")
	record Disc(int radius) implements Wrapped {

	}

	interface Plain {

	}

	record Round(int radius) implements Plain {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
	interface ByClass {

	}

	record Unions(@Nullable Shape shape, @Nullable Wrapped wrapped,
			@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "what") @JsonSubTypes(@JsonSubTypes.Type(
					value = Round.class, name = "circle")) @Nullable Plain here,
			@Nullable ByClass byClass) {

	}

}
