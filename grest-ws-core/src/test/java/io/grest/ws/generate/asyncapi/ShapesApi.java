package io.grest.ws.generate.asyncapi;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonIdentityReference;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import io.grest.ws.generate.sample.Catalogue.Absent;
import io.grest.ws.generate.sample.Catalogue.Animal;
import io.grest.ws.generate.sample.Catalogue.Annotated;
import io.grest.ws.generate.sample.Catalogue.Bean;
import io.grest.ws.generate.sample.Catalogue.Bike;
import io.grest.ws.generate.sample.Catalogue.Boss;
import io.grest.ws.generate.sample.Catalogue.Car;
import io.grest.ws.generate.sample.Catalogue.Chicken;
import io.grest.ws.generate.sample.Catalogue.Circle;
import io.grest.ws.generate.sample.Catalogue.Collections;
import io.grest.ws.generate.sample.Catalogue.Color;
import io.grest.ws.generate.sample.Catalogue.Constants;
import io.grest.ws.generate.sample.Catalogue.Constrained;
import io.grest.ws.generate.sample.Catalogue.Contact;
import io.grest.ws.generate.sample.Catalogue.Dog;
import io.grest.ws.generate.sample.Catalogue.EmailAddress;
import io.grest.ws.generate.sample.Catalogue.Empty;
import io.grest.ws.generate.sample.Catalogue.Event;
import io.grest.ws.generate.sample.Catalogue.Generics;
import io.grest.ws.generate.sample.Catalogue.Hierarchies;
import io.grest.ws.generate.sample.Catalogue.House;
import io.grest.ws.generate.sample.Catalogue.Item;
import io.grest.ws.generate.sample.Catalogue.Json;
import io.grest.ws.generate.sample.Catalogue.LeftOut;
import io.grest.ws.generate.sample.Catalogue.Maps;
import io.grest.ws.generate.sample.Catalogue.Money;
import io.grest.ws.generate.sample.Catalogue.Numbered;
import io.grest.ws.generate.sample.Catalogue.Operator;
import io.grest.ws.generate.sample.Catalogue.Others;
import io.grest.ws.generate.sample.Catalogue.Page;
import io.grest.ws.generate.sample.Catalogue.Pair;
import io.grest.ws.generate.sample.Catalogue.Plain;
import io.grest.ws.generate.sample.Catalogue.Renamed;
import io.grest.ws.generate.sample.Catalogue.Shape;
import io.grest.ws.generate.sample.Catalogue.Spoken;
import io.grest.ws.generate.sample.Catalogue.Strings;
import io.grest.ws.generate.sample.Catalogue.Times;
import io.grest.ws.generate.sample.Catalogue.Tree;
import io.grest.ws.generate.sample.Catalogue.Trimmed;
import io.grest.ws.generate.sample.Catalogue.Unwrapped;
import io.grest.ws.generate.sample.Catalogue.Values;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * A contract with more than a hundred shapes, each of which goes both ways.
 */
interface ShapesApi {

	interface Server {

		Mono<Plain> plain(Plain value);

		Mono<Strings> strings(Strings value);

		Mono<Times> times(Times value);

		Mono<Collections> collections(Collections value);

		Mono<Maps> maps(Maps value);

		Mono<Absent> absent(Absent value);

		Mono<LeftOut> leftOut(LeftOut value);

		Mono<Renamed> renamed(Renamed value);

		Mono<Bean> bean(Bean value);

		Mono<Constants> constants(Constants value);

		Mono<Values> values(Values value);

		Mono<Hierarchies> hierarchies(Hierarchies value);

		Mono<Generics> generics(Generics value);

		Mono<Tree> tree(Tree value);

		Mono<Chicken> chicken(Chicken value);

		Mono<Unwrapped> unwrapped(Unwrapped value);

		Mono<Trimmed> trimmed(Trimmed value);

		Mono<Json> json(Json value);

		Mono<Empty> empty(Empty value);

		Mono<Constrained> constrained(Constrained value);

		Mono<Others> others(Others value);

		Mono<String> text(String value);

		Mono<Boolean> flag(Boolean value);

		Mono<Integer> number(Integer value);

		Mono<Long> large(Long value);

		Mono<Byte> tiny(Byte value);

		Mono<Short> small(Short value);

		Mono<BigInteger> huge(BigInteger value);

		Mono<BigDecimal> price(BigDecimal value);

		Mono<Double> ratio(Double value);

		Mono<Float> single(Float value);

		Mono<Character> letter(Character value);

		Mono<UUID> uuid(UUID value);

		Mono<URI> link(URI value);

		Mono<URL> locator(URL value);

		Mono<Instant> instant(Instant value);

		Mono<LocalDate> date(LocalDate value);

		Mono<LocalTime> time(LocalTime value);

		Mono<LocalDateTime> local(LocalDateTime value);

		Mono<OffsetDateTime> offset(OffsetDateTime value);

		Mono<ZonedDateTime> zoned(ZonedDateTime value);

		Mono<OffsetTime> offsetTime(OffsetTime value);

		Mono<Duration> duration(Duration value);

		Mono<Period> period(Period value);

		Mono<Year> year(Year value);

		Mono<YearMonth> yearMonth(YearMonth value);

		Mono<MonthDay> monthDay(MonthDay value);

		Mono<Month> month(Month value);

		Mono<DayOfWeek> day(DayOfWeek value);

		Mono<ZoneId> zone(ZoneId value);

		Mono<ZoneOffset> zoneOffset(ZoneOffset value);

		Mono<Locale> locale(Locale value);

		Mono<Currency> currency(Currency value);

		Mono<Date> old(Date value);

		Mono<Calendar> calendar(Calendar value);

		Mono<byte[]> bytes(byte[] value);

		Mono<char[]> chars(char[] value);

		Mono<int[]> ints(int[] value);

		Mono<double[]> doubles(double[] value);

		Mono<List<String>> texts(List<String> value);

		Mono<Set<Integer>> numbers(Set<Integer> value);

		Mono<List<List<Boolean>>> nested(List<List<Boolean>> value);

		Mono<List<Item>> items(List<Item> value);

		Mono<Map<String, Integer>> counts(Map<String, Integer> value);

		Mono<Map<Integer, String>> byNumber(Map<Integer, String> value);

		Mono<Map<UUID, Item>> byId(Map<UUID, Item> value);

		Mono<Map<Color, Integer>> byColor(Map<Color, Integer> value);

		Mono<Map<Month, Integer>> byMonth(Map<Month, Integer> value);

		Mono<Map<String, Object>> anything(Map<String, Object> value);

		Mono<Optional<String>> optionalText(Optional<String> value);

		Mono<Optional<Item>> optionalItem(Optional<Item> value);

		Mono<OptionalInt> optionalInt(OptionalInt value);

		Mono<OptionalLong> optionalLong(OptionalLong value);

		Mono<OptionalDouble> optionalDouble(OptionalDouble value);

		Mono<Optional<Month>> optionalMonth(Optional<Month> value);

		Mono<AtomicReference<Item>> reference(AtomicReference<Item> value);

		Mono<AtomicLong> counter(AtomicLong value);

		Mono<AtomicBoolean> atomicFlag(AtomicBoolean value);

		Mono<Color> color(Color value);

		Mono<Spoken> spoken(Spoken value);

		Mono<Annotated> annotated(Annotated value);

		Mono<Numbered> numbered(Numbered value);

		Mono<Operator> operator(Operator value);

		Mono<EnumSet<Color>> colors(EnumSet<Color> value);

		Mono<JsonNode> anyJson(JsonNode value);

		Mono<ObjectNode> objectNode(ObjectNode value);

		Mono<ArrayNode> arrayNode(ArrayNode value);

		Mono<Shape> shape(Shape value);

		Mono<Circle> circle(Circle value);

		Mono<List<Shape>> shapes(List<Shape> value);

		Mono<Animal> animal(Animal value);

		Mono<Dog> dog(Dog value);

		Mono<Event> event(Event value);

		Mono<Contact> contact(Contact value);

		Mono<Bike> bike(Bike value);

		Mono<Car> car(Car value);

		Mono<Page<Item>> page(Page<Item> value);

		Mono<Pair<Color, List<Item>>> pair(Pair<Color, List<Item>> value);

		Mono<EmailAddress> email(EmailAddress value);

		Mono<Money> money(Money value);

		Mono<Boss> boss(Boss value);

		Mono<House> house(House value);

		Mono<Message> message(Message value);

		Mono<Said> said(Said value);

		Mono<Pet> pet(Pet value);

		Mono<Wrapped> wrapped(Wrapped value);

		Mono<Typed> typed(Typed value);

		Mono<Account> account(Account value);

		Mono<TextNumbers> textNumbers(TextNumbers value);

		Mono<Dates> dates(Dates value);

		Mono<Stamps> stamps(Stamps value);

		Mono<Months> months(Months value);

		Mono<Point> point(Point value);

		Mono<Line> line(Line value);

		Mono<Cell> cell(Cell value);

		Mono<Chain> chain(Chain value);

		Mono<Extra> extra(Extra value);

		Mono<Loose> loose(Loose value);

		Mono<User> user(User value);

		Mono<Node> node(Node value);

		Mono<Keyed> keyed(Keyed value);

		Mono<ByReference> byReference(ByReference value);

		Mono<Tags> tags(Tags value);

		Mono<Whole> whole(Whole value);

		Mono<Deep> deep(Deep value);

		Mono<Raw> raw(Raw value);

		Mono<Vague> vague(Vague value);

		Mono<Included> included(Included value);

		Mono<Aliased> aliased(Aliased value);

		Mono<Level> level(Level value);

		Mono<Levels> levels(Levels value);

		Mono<Limits> limits(Limits value);

		Mono<Nulls> nullable(Nulls value);

	}

	interface Client {

	}

	// Told by a property of a name, listed on the interface
	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Said.class, name = "said"),
			@JsonSubTypes.Type(value = Left.class, name = "left") })
	interface Message {

	}

	record Said(String text, int times) implements Message {

	}

	record Left(String who) implements Message {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(value = Hamster.class, name = "hamster"))
	interface Pet {

	}

	record Hamster(String name) implements Pet {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_ARRAY)
	sealed interface Wrapped permits Inner {

	}

	record Inner(String text) implements Wrapped {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS)
	sealed interface Typed permits TypedA, TypedB {

	}

	record TypedA(int number) implements Typed {

	}

	record TypedB(String text) implements Typed {

	}

	record Account(String name, @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) String password,
			@JsonProperty(access = JsonProperty.Access.READ_ONLY) Integer visits) {

	}

	record TextNumbers(@JsonFormat(shape = JsonFormat.Shape.STRING) long id,
			@JsonFormat(shape = JsonFormat.Shape.STRING) Integer number,
			@JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal price,
			@JsonSerialize(using = ToStringSerializer.class) long serialized,
			@JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Long perhaps) {

	}

	record Dates(@JsonFormat(pattern = "dd.MM.yyyy") LocalDate day,
			@JsonFormat(pattern = "dd.MM.yyyy HH:mm") LocalDateTime at,
			@JsonFormat(pattern = "yyyyMMdd", timezone = "UTC") Date old, LocalDate plain) {

	}

	record Stamps(@JsonFormat(shape = JsonFormat.Shape.NUMBER) Instant at,
			@JsonFormat(shape = JsonFormat.Shape.NUMBER) Duration length,
			@JsonFormat(shape = JsonFormat.Shape.NUMBER) Date old) {

	}

	record Months(Month month, Optional<Month> perhaps, Map<Month, Integer> counts) {

	}

	@JsonFormat(shape = JsonFormat.Shape.ARRAY)
	record Point(int x, int y, @Nullable String label) {

	}

	record Line(Point from, List<Point> others) {

	}

	record Cell(@JsonFormat(shape = JsonFormat.Shape.ARRAY) Item packed, Item whole) {

	}

	@JsonFormat(shape = JsonFormat.Shape.ARRAY)
	record Chain(int number, @Nullable Chain next) {

	}

	class Extra {

		public String name = "a";

		private final Map<String, Integer> others = new LinkedHashMap<>();

		@JsonAnyGetter
		public Map<String, Integer> others() {
			return this.others;
		}

		@JsonAnySetter
		public void other(String name, int value) {
			this.others.put(name, value);
		}

	}

	class Loose {

		public String name = "a";

		@JsonAnySetter
		private final Map<String, Object> others = new LinkedHashMap<>();

		@JsonAnyGetter
		public Map<String, Object> others() {
			return this.others;
		}

	}

	@JsonIdentityInfo(generator = ObjectIdGenerators.IntSequenceGenerator.class)
	class User {

		public String name = "a";

		public @Nullable User friend;

		public List<User> friends = new ArrayList<>();

	}

	@JsonIdentityInfo(generator = ObjectIdGenerators.PropertyGenerator.class, property = "id")
	class Node {

		public int id;

		public List<Node> next = new ArrayList<>();

	}

	@JsonIdentityInfo(generator = ObjectIdGenerators.UUIDGenerator.class, property = "key")
	class Keyed {

		public String name = "a";

		public @Nullable Keyed other;

	}

	record ByReference(@JsonIdentityReference(alwaysAsId = true) Node node) {

	}

	record Tags(@JsonValue List<String> values) {

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		public Tags {
		}

	}

	record Whole(@JsonValue Item item) {

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		public Whole {
		}

	}

	record Middle(String own, @JsonUnwrapped Item item) {

	}

	record Deep(String top, @JsonUnwrapped Middle middle) {

	}

	record Raw(@JsonRawValue String json) {

	}

	record Vague(String name, Object anything) {

	}

	record Included(@JsonIncludeProperties("name") Item item) {

	}

	record Aliased(@JsonAlias("other") @JsonProperty("first-name") String name) {

	}

	@JsonFormat(shape = JsonFormat.Shape.OBJECT)
	enum Level {

		LOW, HIGH;

		public int getNumber() {
			return ordinal();
		}

	}

	record Levels(@JsonFormat(shape = JsonFormat.Shape.STRING) Level text, Level object) {

	}

	record Limits(@Size(min = 2, max = 4) String text, @Min(1) @Max(9) int number,
			@DecimalMin(value = "0", inclusive = false) BigDecimal price, @NotEmpty List<@NotBlank String> tags,
			@Size(max = 1) Map<String, @Positive Integer> counts, @Pattern(regexp = "[a-z]+[0-9]+") String code) {

	}

	record Nulls(@Nullable String text, List<@Nullable String> items, Map<String, @Nullable Integer> counts) {

	}

}
