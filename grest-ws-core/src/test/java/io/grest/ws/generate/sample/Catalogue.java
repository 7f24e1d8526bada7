package io.grest.ws.generate.sample;

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
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonBackReference;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonManagedReference;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.OptBoolean;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.annotation.JsonPOJOBuilder;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.StdConverter;

/**
 * One of every kind of Java type that has a shape in TypeScript.
 */
public interface Catalogue {

	/**
	 * What JSON has itself.
	 */
	record Plain(String text, char letter, boolean flag, Boolean boxedFlag, byte tiny, short small, int number,
			Integer boxed, long large, float single, double precise, BigInteger huge, BigDecimal exact,
			AtomicLong counter, CharSequence characters) {

	}

	/**
	 * What JSON has strings for.
	 */
	record Strings(UUID id, URI link, Locale locale, Currency currency, byte[] bytes, char[] chars, Class<?> type) {

	}

	/**
	 * Times.
	 */
	record Times(Instant instant, LocalDate date, LocalTime time, LocalDateTime local, OffsetDateTime offset,
			ZonedDateTime zoned, Duration duration, Period period, Year year, YearMonth month, ZoneId zone,
			DayOfWeek day, Date old, @JsonFormat(shape = JsonFormat.Shape.NUMBER) Instant epoch) {

	}

	/**
	 * Collections.
	 */
	record Collections(List<String> list, Set<Integer> set, int[] numbers, String[] texts, List<List<Boolean>> nested,
			List<@Nullable String> gaps, Iterable<String> iterable, EnumSet<Color> colors, List<long[]> arrays) {

	}

	/**
	 * Maps.
	 */
	record Maps(Map<String, Integer> counts, SortedMap<Integer, String> byNumber, Map<UUID, List<Item>> byId,
			EnumMap<Color, Integer> byColor, Map<String, @Nullable Item> gaps) {

	}

	/**
	 * A thing.
	 */
	record Item(String name, int amount) {

	}

	/**
	 * What may be missing.
	 */
	record Absent(Optional<String> optional, Optional<Item> item, OptionalInt optionalInt, @Nullable String nullable,
			@Nullable List<Item> items, @NotNull @Nullable String notNull,
			@JsonProperty(isRequired = OptBoolean.FALSE) String marked, @Nullable Integer boxed) {

	}

	/**
	 * What is left out.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record LeftOut(@Nullable String nullable, String present, Optional<String> optional,
			@JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> list,
			@JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> absent,
			@JsonInclude(JsonInclude.Include.NON_DEFAULT) int number,
			@JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String always) {

	}

	/**
	 * Names and what is hidden.
	 */
	record Renamed(@JsonProperty("other-name") String name, @JsonIgnore String hidden,
			@JsonProperty(access = JsonProperty.Access.WRITE_ONLY) String secret,
			@JsonAlias("alias") @JsonPropertyDescription("Words of its own.") String described) {

		@JsonProperty
		public int length() {
			return this.name.length();
		}

	}

	/**
	 * A bean in the old style.
	 */
	class Bean {

		private @Nullable String name;

		private int count;

		private String fixed = "fixed";

		public @Nullable String getName() {
			return this.name;
		}

		public void setName(@Nullable String name) {
			this.name = name;
		}

		public int getCount() {
			return this.count;
		}

		public void setCount(int count) {
			this.count = count;
		}

		@Deprecated
		public String getFixed() {
			return this.fixed;
		}

		@JsonIgnore
		public String getIgnored() {
			return this.fixed;
		}

	}

	/**
	 * Constants by name.
	 */
	enum Color {

		RED, GREEN, BLUE

	}

	/**
	 * Constants by toString.
	 */
	enum Spoken {

		YES("yes"), NO("no");

		private final String word;

		Spoken(String word) {
			this.word = word;
		}

		@Override
		public String toString() {
			return this.word;
		}

	}

	/**
	 * Constants by annotations.
	 */
	enum Annotated {

		@JsonProperty("first")
		FIRST, SECOND

	}

	/**
	 * Constants by number.
	 */
	enum Numbered {

		ONE(1), TWO(2);

		private final int number;

		Numbered(int number) {
			this.number = number;
		}

		@JsonValue
		int number() {
			return this.number;
		}

	}

	/**
	 * Constants with code of their own.
	 */
	enum Operator {

		PLUS {
			@Override
			int apply(int a, int b) {
				return a + b;
			}
		},
		MINUS {
			@Override
			int apply(int a, int b) {
				return a - b;
			}
		};

		abstract int apply(int a, int b);

	}

	/**
	 * All constants.
	 */
	record Constants(Color color, Spoken spoken, Annotated annotated, Numbered numbered, Operator operator,
			@JsonFormat(shape = JsonFormat.Shape.NUMBER) Color index, Map<Spoken, Integer> bySpoken) {

	}

	/**
	 * A value by itself.
	 */
	record EmailAddress(@JsonValue String value) {

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		public EmailAddress {
		}

	}

	/**
	 * A value by itself, as one finds them.
	 */
	record Money(BigDecimal amount) {

		@JsonValue
		public String text() {
			return this.amount.toPlainString();
		}

		@JsonCreator
		static Money of(String text) {
			return new Money(new BigDecimal(text));
		}

	}

	/**
	 * Values by themselves.
	 */
	record Values(EmailAddress email, Money money, @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal asText,
			@JsonFormat(shape = JsonFormat.Shape.STRING) long id) {

	}

	/**
	 * A sealed hierarchy, told by a property.
	 */
	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	sealed interface Shape permits Circle, Square, Group {

	}

	@JsonTypeName("circle")
	record Circle(double radius) implements Shape {

	}

	@JsonTypeName("square")
	record Square(double side, @Nullable Color color) implements Shape {

	}

	@JsonTypeName("group")
	record Group(List<Shape> parts) implements Shape {

	}

	/**
	 * A hierarchy with a list of subtypes, told by a wrapper.
	 */
	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
	@JsonSubTypes({ @JsonSubTypes.Type(value = Dog.class, name = "dog"),
			@JsonSubTypes.Type(value = Cat.class, name = "cat") })
	interface Animal {

	}

	@JsonTypeName("dog")
	record Dog(String bark) implements Animal {

	}

	@JsonTypeName("cat")
	record Cat(int lives) implements Animal {

	}

	/**
	 * A hierarchy told by a property of its own.
	 */
	@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "type")
	sealed interface Event permits Opened, Closed {

		String type();

	}

	record Opened(String type, Instant at) implements Event {

	}

	record Closed(String type, int code) implements Event {

	}

	/**
	 * A hierarchy told by its fields.
	 */
	@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
	sealed interface Contact permits Phone, Letter {

	}

	record Phone(String number) implements Contact {

	}

	record Letter(String street, String city) implements Contact {

	}

	/**
	 * A sealed hierarchy that is only written.
	 */
	sealed interface Outcome permits Won, Lost {

	}

	record Won(int points) implements Outcome {

	}

	record Lost(String reason) implements Outcome {

	}

	/**
	 * Told where it is used only.
	 */
	sealed interface Fruit permits Apple, Pear {

	}

	record Apple(int seeds) implements Fruit {

	}

	record Pear(boolean soft) implements Fruit {

	}

	/**
	 * All hierarchies.
	 */
	record Hierarchies(Shape shape, Circle circle, Animal animal, Dog dog, Event event, Contact contact,
			List<Shape> shapes, @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "fruit") Fruit fruit) {

	}

	/**
	 * A generic record.
	 *
	 * @param <T> whatever
	 */
	record Page<T>(List<T> items, @Nullable T first, Optional<String> next) {

	}

	/**
	 * Two type variables.
	 *
	 * @param <A> whatever
	 * @param <B> whatever else
	 */
	record Pair<A, B>(A left, B right) {

	}

	/**
	 * Generics, bound.
	 */
	record Generics(Page<Item> items, Page<String> texts, Pair<Color, List<Item>> pair, Page<Page<Integer>> pages) {

	}

	/**
	 * A type that holds itself.
	 */
	record Tree(String name, List<Tree> children, @Nullable Tree parent) {

	}

	/**
	 * Two types that hold each other.
	 */
	record Chicken(@Nullable Egg egg) {

	}

	record Egg(List<Chicken> chickens) {

	}

	/**
	 * A part spread over the whole.
	 */
	record Unwrapped(String own, @JsonUnwrapped Item item, @JsonUnwrapped(prefix = "other_") Item other) {

	}

	/**
	 * A part with fewer fields than it has elsewhere.
	 */
	record Trimmed(@JsonIgnoreProperties("amount") Item item, Item whole, @JsonIgnoreProperties("parent") Tree tree) {

	}

	/**
	 * Any JSON.
	 */
	record Json(JsonNode any, ObjectNode object, ArrayNode array) {

	}

	/**
	 * Nothing.
	 */
	record Empty() {

	}

	/**
	 * Constraints.
	 */
	record Constrained(@NotBlank @Size(max = 2000) String text, @Size(min = 1, max = 3) List<@Email String> mails,
			@Min(0) @Max(50) int number, @DecimalMin(value = "0.5", inclusive = false) BigDecimal price,
			@Pattern(regexp = "[a-z]*/") @Nullable String pattern, @NotEmpty Set<String> tags,
			@PositiveOrZero long count, String old) {

	}

	/**
	 * A hierarchy whose base is a type of its own.
	 */
	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "wheels")
	@JsonSubTypes({ @JsonSubTypes.Type(Bike.class), @JsonSubTypes.Type(Car.class) })
	@JsonTypeName("two")
	class Bike {

		public String bell = "ring";

	}

	@JsonTypeName("four")
	class Car extends Bike {

		public int doors = 5;

	}

	/**
	 * A variable that a subclass binds.
	 *
	 * @param <T> whatever
	 */
	abstract class Box<T> {

		public @Nullable T content;

		public @Nullable List<T> spare;

	}

	class ItemBox extends Box<Item> {

	}

	/**
	 * A reference and the way back.
	 */
	class Boss {

		public String name = "boss";

		@JsonManagedReference
		public List<Worker> workers = new ArrayList<>();

	}

	class Worker {

		public String name = "worker";

		@JsonBackReference
		public @Nullable Boss boss;

	}

	/**
	 * Made by a builder.
	 */
	@JsonDeserialize(builder = House.Builder.class)
	class House {

		private final int floors;

		House(int floors) {
			this.floors = floors;
		}

		public int getFloors() {
			return this.floors;
		}

		@JsonPOJOBuilder(withPrefix = "")
		static class Builder {

			private int floors;

			Builder floors(int floors) {
				this.floors = floors;
				return this;
			}

			House build() {
				return new House(this.floors);
			}

		}

	}

	/**
	 * Converted on the way.
	 */
	record Converted(
			@JsonSerialize(converter = ToLength.class) @JsonDeserialize(converter = FromLength.class) String text) {

	}

	class ToLength extends StdConverter<String, Integer> {

		@Override
		public Integer convert(String text) {
			return text.length();
		}

	}

	class FromLength extends StdConverter<Integer, String> {

		@Override
		public String convert(Integer length) {
			return "x".repeat(length);
		}

	}

	/**
	 * Fields by themselves, with names of another kind.
	 */
	@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
	@JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
	class Hidden {

		private String hiddenField = "a";

		private transient String notSent = "b";

	}

	/**
	 * What is written by its interface.
	 */
	interface HasName {

		String getName();

	}

	/**
	 * The rest.
	 */
	record Others(Bike bike, Car car, ItemBox box, Boss boss, House house, Converted converted, Hidden hidden,
			List<? extends Item> wildcard, Optional<Optional<String>> twice, Map<Spoken, Map<String, Item>> deep,
			Number any) {

	}

	/**
	 * Everything, to be sent and received.
	 */
	record Everything(Plain plain, Strings strings, Times times, Collections collections, Maps maps, Absent absent,
			LeftOut leftOut, Renamed renamed, Bean bean, Constants constants, Values values, Hierarchies hierarchies,
			Generics generics, Tree tree, Chicken chicken, Unwrapped unwrapped, Trimmed trimmed, Json json, Empty empty,
			Constrained constrained, Others others) {

	}

}
