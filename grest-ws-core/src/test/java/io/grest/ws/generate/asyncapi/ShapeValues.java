package io.grest.ws.generate.asyncapi;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Currency;
import java.util.Date;
import java.util.EnumSet;
import java.util.GregorianCalendar;
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

import io.grest.ws.generate.asyncapi.ShapesApi.Account;
import io.grest.ws.generate.asyncapi.ShapesApi.Aliased;
import io.grest.ws.generate.asyncapi.ShapesApi.ByReference;
import io.grest.ws.generate.asyncapi.ShapesApi.Cell;
import io.grest.ws.generate.asyncapi.ShapesApi.Chain;
import io.grest.ws.generate.asyncapi.ShapesApi.Dates;
import io.grest.ws.generate.asyncapi.ShapesApi.Deep;
import io.grest.ws.generate.asyncapi.ShapesApi.Extra;
import io.grest.ws.generate.asyncapi.ShapesApi.Hamster;
import io.grest.ws.generate.asyncapi.ShapesApi.Included;
import io.grest.ws.generate.asyncapi.ShapesApi.Inner;
import io.grest.ws.generate.asyncapi.ShapesApi.Keyed;
import io.grest.ws.generate.asyncapi.ShapesApi.Left;
import io.grest.ws.generate.asyncapi.ShapesApi.Level;
import io.grest.ws.generate.asyncapi.ShapesApi.Levels;
import io.grest.ws.generate.asyncapi.ShapesApi.Limits;
import io.grest.ws.generate.asyncapi.ShapesApi.Line;
import io.grest.ws.generate.asyncapi.ShapesApi.Loose;
import io.grest.ws.generate.asyncapi.ShapesApi.Middle;
import io.grest.ws.generate.asyncapi.ShapesApi.Months;
import io.grest.ws.generate.asyncapi.ShapesApi.Node;
import io.grest.ws.generate.asyncapi.ShapesApi.Nulls;
import io.grest.ws.generate.asyncapi.ShapesApi.Point;
import io.grest.ws.generate.asyncapi.ShapesApi.Raw;
import io.grest.ws.generate.asyncapi.ShapesApi.Said;
import io.grest.ws.generate.asyncapi.ShapesApi.Stamps;
import io.grest.ws.generate.asyncapi.ShapesApi.Tags;
import io.grest.ws.generate.asyncapi.ShapesApi.TextNumbers;
import io.grest.ws.generate.asyncapi.ShapesApi.TypedA;
import io.grest.ws.generate.asyncapi.ShapesApi.TypedB;
import io.grest.ws.generate.asyncapi.ShapesApi.User;
import io.grest.ws.generate.asyncapi.ShapesApi.Vague;
import io.grest.ws.generate.asyncapi.ShapesApi.Whole;
import io.grest.ws.generate.sample.Catalogue.Annotated;
import io.grest.ws.generate.sample.Catalogue.Bike;
import io.grest.ws.generate.sample.Catalogue.Boss;
import io.grest.ws.generate.sample.Catalogue.Car;
import io.grest.ws.generate.sample.Catalogue.Cat;
import io.grest.ws.generate.sample.Catalogue.Circle;
import io.grest.ws.generate.sample.Catalogue.Closed;
import io.grest.ws.generate.sample.Catalogue.Color;
import io.grest.ws.generate.sample.Catalogue.Dog;
import io.grest.ws.generate.sample.Catalogue.EmailAddress;
import io.grest.ws.generate.sample.Catalogue.Everything;
import io.grest.ws.generate.sample.Catalogue.Group;
import io.grest.ws.generate.sample.Catalogue.House;
import io.grest.ws.generate.sample.Catalogue.Item;
import io.grest.ws.generate.sample.Catalogue.Letter;
import io.grest.ws.generate.sample.Catalogue.Money;
import io.grest.ws.generate.sample.Catalogue.Numbered;
import io.grest.ws.generate.sample.Catalogue.Opened;
import io.grest.ws.generate.sample.Catalogue.Operator;
import io.grest.ws.generate.sample.Catalogue.Page;
import io.grest.ws.generate.sample.Catalogue.Pair;
import io.grest.ws.generate.sample.Catalogue.Phone;
import io.grest.ws.generate.sample.Catalogue.Spoken;
import io.grest.ws.generate.sample.Catalogue.Square;
import io.grest.ws.generate.sample.Catalogue.Values;
import io.grest.ws.generate.sample.Samples;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Values of every shape of the {@link ShapesApi}, by the names of its methods.
 */
final class ShapeValues {

	private static final ZonedDateTime NOW = ZonedDateTime.of(2026, 7, 2, 3, 4, 5, 678_000_000,
			ZoneId.of("Europe/Berlin"));

	private static final Item ITEM = new Item("nail", 100);

	private ShapeValues() {
	}

	static Map<String, List<Object>> all() {
		Map<String, List<Object>> values = new LinkedHashMap<>();
		addCatalogue(values);
		addPlain(values);
		addShapes(values);
		return values;
	}

	private static void addCatalogue(Map<String, List<Object>> values) {
		for (RecordComponent component : Everything.class.getRecordComponents()) {
			add(values, component.getName(), read(component, Samples.full()), read(component, Samples.sparse()));
		}
	}

	private static Object read(RecordComponent component, Everything everything) {
		try {
			return component.getAccessor().invoke(everything);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void add(Map<String, List<Object>> values, String method, Object... added) {
		values.put(method, List.of(added));
	}

	private static void addPlain(Map<String, List<Object>> values) {
		add(values, "text", "a");
		add(values, "flag", true);
		add(values, "number", 7);
		add(values, "large", Long.MAX_VALUE);
		add(values, "tiny", (byte) 1);
		add(values, "small", (short) 2);
		add(values, "huge", BigInteger.TWO.pow(70));
		add(values, "price", new BigDecimal("1.50"));
		add(values, "ratio", 0.5);
		add(values, "single", 0.25f);
		add(values, "letter", 'x');
		add(values, "uuid", new UUID(1, 2));
		add(values, "link", URI.create("https://a.example/b"), URI.create("/relative?x=1"));
		add(values, "locator", url());
		add(values, "instant", NOW.toInstant());
		add(values, "date", NOW.toLocalDate());
		add(values, "time", NOW.toLocalTime(), LocalTime.NOON);
		add(values, "local", NOW.toLocalDateTime());
		add(values, "offset", NOW.toOffsetDateTime());
		add(values, "zoned", NOW);
		add(values, "offsetTime", NOW.toOffsetDateTime().toOffsetTime());
		add(values, "duration", Duration.ofSeconds(90), Duration.ofMillis(-500), Duration.ZERO, Duration.ofDays(3));
		add(values, "period", Period.of(1, 2, 3));
		add(values, "year", Year.of(2026));
		add(values, "yearMonth", YearMonth.of(2026, 7));
		add(values, "monthDay", MonthDay.of(7, 2));
		add(values, "month", Month.MAY);
		add(values, "day", DayOfWeek.FRIDAY);
		add(values, "zone", NOW.getZone());
		add(values, "zoneOffset", ZoneOffset.UTC);
		add(values, "locale", Locale.GERMANY);
		add(values, "currency", Currency.getInstance("EUR"));
		add(values, "old", Date.from(NOW.toInstant()));
		add(values, "calendar", GregorianCalendar.from(NOW));
		add(values, "bytes", new byte[] { 1, 2 });
		add(values, "chars", "ab".toCharArray());
		add(values, "ints", new int[] { 1, 2 });
		add(values, "doubles", new double[] { 1.5 });
		add(values, "texts", List.of("a", "b"));
		add(values, "numbers", Set.of(1));
		add(values, "nested", List.of(List.of(true)));
		add(values, "items", List.of(ITEM));
		add(values, "counts", Map.of("a", 1));
		add(values, "byNumber", Map.of(7, "b"));
		add(values, "byId", Map.of(new UUID(1, 2), ITEM));
		add(values, "byColor", Map.of(Color.RED, 1));
		add(values, "byMonth", Map.of(Month.MAY, 1));
		add(values, "anything", Map.of("a", 1, "b", List.of("c")));
		add(values, "optionalText", Optional.of("a"), Optional.empty());
		add(values, "optionalItem", Optional.of(ITEM), Optional.empty());
		add(values, "optionalInt", OptionalInt.of(1), OptionalInt.empty());
		add(values, "optionalLong", OptionalLong.of(1));
		add(values, "optionalDouble", OptionalDouble.of(1.5));
		add(values, "optionalMonth", Optional.of(Month.MAY), Optional.empty());
		add(values, "reference", new AtomicReference<>(ITEM));
		add(values, "counter", new AtomicLong(7));
		add(values, "atomicFlag", new AtomicBoolean(true));
		add(values, "color", Color.RED);
		add(values, "spoken", Spoken.YES);
		add(values, "annotated", Annotated.FIRST, Annotated.SECOND);
		add(values, "numbered", Numbered.TWO);
		add(values, "operator", Operator.PLUS);
		add(values, "colors", EnumSet.of(Color.RED, Color.BLUE));
		add(values, "anyJson", JsonNodeFactory.instance.numberNode(1),
				JsonNodeFactory.instance.objectNode().put("a", 1));
		add(values, "objectNode", JsonNodeFactory.instance.objectNode().put("a", 1));
		add(values, "arrayNode", JsonNodeFactory.instance.arrayNode().add(1));
		add(values, "shape", new Circle(1), new Square(1, null), new Group(List.of(new Circle(2))));
		add(values, "circle", new Circle(1));
		add(values, "shapes", List.of(new Circle(1), new Square(2, Color.RED)));
		add(values, "animal", new Dog("w"), new Cat(9));
		add(values, "dog", new Dog("w"));
		add(values, "event", new Opened("Opened", NOW.toInstant()), new Closed("Closed", 1));
		add(values, "contact", new Phone("1"), new Letter("s", "c"));
		add(values, "bike", new Bike(), new Car());
		add(values, "car", new Car());
		add(values, "page", new Page<>(List.of(ITEM), null, Optional.empty()));
		add(values, "pair", new Pair<>(Color.RED, List.of(ITEM)));
		add(values, "email", new EmailAddress("a@b.example"));
		add(values, "money", new Money(new BigDecimal("1.50")));
		add(values, "boss", new Boss());
		add(values, "house", house());
	}

	private static void addShapes(Map<String, List<Object>> values) {
		add(values, "message", new Said("a", 1), new Left("b"));
		add(values, "said", new Said("a", 1));
		add(values, "pet", new Hamster("h"));
		add(values, "wrapped", new Inner("a"));
		add(values, "typed", new TypedA(1), new TypedB("b"));
		add(values, "account", new Account("a", "secret", 5));
		add(values, "textNumbers", new TextNumbers(9007199254740993L, 7, new BigDecimal("0.10"), 8L, null));
		add(values, "dates", dates());
		add(values, "stamps", new Stamps(NOW.toInstant(), Duration.ofSeconds(1), Date.from(NOW.toInstant())));
		add(values, "months", new Months(Month.MAY, Optional.of(Month.JUNE), Map.of(Month.JULY, 1)),
				new Months(Month.MAY, Optional.empty(), Map.of()));
		add(values, "point", new Point(1, 2, null), new Point(1, 2, "c"));
		add(values, "line", new Line(new Point(1, 2, "a"), List.of(new Point(3, 4, null))));
		add(values, "cell", new Cell(new Item("a", 1), new Item("b", 2)));
		add(values, "chain", new Chain(1, new Chain(2, null)));
		add(values, "extra", extra());
		add(values, "loose", loose());
		add(values, "user", user());
		add(values, "node", node());
		add(values, "keyed", keyed());
		add(values, "byReference", new ByReference(node()));
		add(values, "tags", new Tags(List.of("a")));
		add(values, "whole", new Whole(new Item("a", 1)));
		add(values, "deep", new Deep("a", new Middle("b", ITEM)));
		add(values, "raw", new Raw("{\"a\":1}"));
		add(values, "vague", new Vague("a", List.of(1, "b")));
		add(values, "included", new Included(ITEM));
		add(values, "aliased", new Aliased("a"));
		add(values, "level", Level.HIGH);
		add(values, "levels", new Levels(Level.LOW, Level.HIGH));
		add(values, "limits", new Limits("ab", 5, new BigDecimal("1.5"), List.of("x"), Map.of("k", 1), "ab12"));
		add(values, "nullable", new Nulls(null, Arrays.asList("a", null), nulls()),
				new Nulls("a", List.of(), Map.of()));
	}

	private static URL url() {
		try {
			return URI.create("https://a.example/b").toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Object house() {
		return new JsonMapper().readValue("{\"floors\":2}", House.class);
	}

	private static Dates dates() {
		return new Dates(NOW.toLocalDate(), NOW.toLocalDateTime().truncatedTo(ChronoUnit.MINUTES),
				Date.from(Instant.parse("2026-07-02T00:00:00Z")), NOW.toLocalDate());
	}

	private static Extra extra() {
		Extra extra = new Extra();
		extra.other("b", 2);
		return extra;
	}

	private static Loose loose() {
		return new JsonMapper().readValue("{\"name\":\"a\",\"b\":{\"c\":1}}", Loose.class);
	}

	private static User user() {
		User user = new User();
		user.friend = new User();
		user.friends.add(user.friend);
		user.friends.add(user);
		return user;
	}

	private static Node node() {
		Node node = new Node();
		node.id = 1;
		Node next = new Node();
		next.id = 2;
		next.next.add(node);
		node.next.add(next);
		return node;
	}

	private static Keyed keyed() {
		Keyed keyed = new Keyed();
		keyed.other = keyed;
		return keyed;
	}

	private static Map<String, @Nullable Integer> nulls() {
		Map<String, @Nullable Integer> nulls = new LinkedHashMap<>();
		nulls.put("a", null);
		nulls.put("b", 1);
		return nulls;
	}

}
