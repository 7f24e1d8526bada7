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
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.grest.ws.generate.sample.Catalogue.Absent;
import io.grest.ws.generate.sample.Catalogue.Annotated;
import io.grest.ws.generate.sample.Catalogue.Apple;
import io.grest.ws.generate.sample.Catalogue.Bean;
import io.grest.ws.generate.sample.Catalogue.Bike;
import io.grest.ws.generate.sample.Catalogue.Boss;
import io.grest.ws.generate.sample.Catalogue.Car;
import io.grest.ws.generate.sample.Catalogue.Cat;
import io.grest.ws.generate.sample.Catalogue.Chicken;
import io.grest.ws.generate.sample.Catalogue.Circle;
import io.grest.ws.generate.sample.Catalogue.Closed;
import io.grest.ws.generate.sample.Catalogue.Color;
import io.grest.ws.generate.sample.Catalogue.Constants;
import io.grest.ws.generate.sample.Catalogue.Constrained;
import io.grest.ws.generate.sample.Catalogue.Converted;
import io.grest.ws.generate.sample.Catalogue.Dog;
import io.grest.ws.generate.sample.Catalogue.Egg;
import io.grest.ws.generate.sample.Catalogue.EmailAddress;
import io.grest.ws.generate.sample.Catalogue.Empty;
import io.grest.ws.generate.sample.Catalogue.Everything;
import io.grest.ws.generate.sample.Catalogue.Generics;
import io.grest.ws.generate.sample.Catalogue.Group;
import io.grest.ws.generate.sample.Catalogue.Hidden;
import io.grest.ws.generate.sample.Catalogue.Hierarchies;
import io.grest.ws.generate.sample.Catalogue.House;
import io.grest.ws.generate.sample.Catalogue.Item;
import io.grest.ws.generate.sample.Catalogue.ItemBox;
import io.grest.ws.generate.sample.Catalogue.Json;
import io.grest.ws.generate.sample.Catalogue.LeftOut;
import io.grest.ws.generate.sample.Catalogue.Letter;
import io.grest.ws.generate.sample.Catalogue.Lost;
import io.grest.ws.generate.sample.Catalogue.Maps;
import io.grest.ws.generate.sample.Catalogue.Money;
import io.grest.ws.generate.sample.Catalogue.Numbered;
import io.grest.ws.generate.sample.Catalogue.Opened;
import io.grest.ws.generate.sample.Catalogue.Operator;
import io.grest.ws.generate.sample.Catalogue.Others;
import io.grest.ws.generate.sample.Catalogue.Outcome;
import io.grest.ws.generate.sample.Catalogue.Page;
import io.grest.ws.generate.sample.Catalogue.Pair;
import io.grest.ws.generate.sample.Catalogue.Pear;
import io.grest.ws.generate.sample.Catalogue.Phone;
import io.grest.ws.generate.sample.Catalogue.Plain;
import io.grest.ws.generate.sample.Catalogue.Renamed;
import io.grest.ws.generate.sample.Catalogue.Shape;
import io.grest.ws.generate.sample.Catalogue.Spoken;
import io.grest.ws.generate.sample.Catalogue.Square;
import io.grest.ws.generate.sample.Catalogue.Strings;
import io.grest.ws.generate.sample.Catalogue.Times;
import io.grest.ws.generate.sample.Catalogue.Tree;
import io.grest.ws.generate.sample.Catalogue.Trimmed;
import io.grest.ws.generate.sample.Catalogue.Unwrapped;
import io.grest.ws.generate.sample.Catalogue.Values;
import io.grest.ws.generate.sample.Catalogue.Won;
import io.grest.ws.generate.sample.Catalogue.Worker;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Values of every type of the catalogue: once with all there can be, once with as little.
 */
public final class Samples {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

	private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");

	private static final Item ITEM = new Item("nail", 100);

	private Samples() {
	}

	public static Everything full() {
		return new Everything(plain(), strings(), times(), collections(true), maps(true),
				new Absent(Optional.of("a"), Optional.of(ITEM), OptionalInt.of(1), "b", List.of(ITEM), "c", "d", 2),
				new LeftOut("a", "b", Optional.of("c"), List.of("d"), Optional.of("e"), 1, "f"),
				new Renamed("name", "hidden", "secret", "described"), bean("name"), constants(), values(),
				hierarchies(true), generics(true), tree(true), new Chicken(new Egg(List.of(new Chicken(null)))),
				new Unwrapped("own", ITEM, ITEM), new Trimmed(ITEM, ITEM, tree(true)), json(), new Empty(),
				constrained("az/"), others(true));
	}

	public static Everything sparse() {
		return new Everything(plain(), strings(), times(), collections(false), maps(false),
				new Absent(Optional.empty(), Optional.empty(), OptionalInt.empty(), null, null, "c", null, null),
				new LeftOut(null, "b", Optional.empty(), List.of(), Optional.empty(), 0, null),
				new Renamed("name", "hidden", "secret", "described"), bean(null), constants(), values(),
				hierarchies(false), generics(false), tree(false), new Chicken(null), new Unwrapped("own", ITEM, ITEM),
				new Trimmed(ITEM, ITEM, tree(false)), json(), new Empty(), constrained(null), others(false));
	}

	public static List<Outcome> outcomes() {
		return List.of(new Won(3), new Lost("tired"));
	}

	private static Plain plain() {
		return new Plain("text", 'c', true, false, (byte) 1, (short) 2, 3, 4, 5L, 1.5f, 2.5, BigInteger.TEN,
				new BigDecimal("1.25"), new AtomicLong(6), new StringBuilder("chars"));
	}

	private static Strings strings() {
		return new Strings(ID, URI.create("https://example.org"), Locale.GERMANY, Currency.getInstance("EUR"),
				new byte[] { 1, 2, 3 }, new char[] { 'a', 'b' }, String.class);
	}

	private static Times times() {
		ZonedDateTime zoned = NOW.atZone(ZoneId.of("Europe/Berlin"));
		return new Times(NOW, LocalDate.of(2026, 1, 2), LocalTime.of(3, 4), LocalDateTime.of(2026, 1, 2, 3, 4),
				OffsetDateTime.from(zoned), zoned, Duration.ofSeconds(90), Period.ofDays(3), Year.of(2026),
				YearMonth.of(2026, 1), ZoneId.of("Europe/Berlin"), DayOfWeek.MONDAY, Date.from(NOW), NOW);
	}

	private static Catalogue.Collections collections(boolean full) {
		return new Catalogue.Collections(full ? List.of("a", "b") : List.of(), full ? Set.of(1) : Set.of(),
				new int[] { 1, 2 }, new String[] { "a" }, List.of(List.of(true), List.of()),
				full ? Arrays.asList("a", null) : List.of(), List.of("x"),
				full ? EnumSet.allOf(Color.class) : EnumSet.noneOf(Color.class), List.of(new long[] { 1 }));
	}

	private static Maps maps(boolean full) {
		Map<String, @Nullable Item> gaps = new LinkedHashMap<>();
		gaps.put("some", ITEM);
		gaps.put("none", null);
		return new Maps(full ? Map.of("a", 1) : Map.of(), new TreeMap<>(Map.of(7, "seven")), Map.of(ID, List.of(ITEM)),
				full ? new EnumMap<>(Map.of(Color.RED, 1)) : new EnumMap<>(Color.class),
				full ? gaps : Collections.emptyMap());
	}

	private static Bean bean(@Nullable String name) {
		Bean bean = new Bean();
		bean.setName(name);
		bean.setCount(2);
		return bean;
	}

	private static Constants constants() {
		return new Constants(Color.GREEN, Spoken.NO, Annotated.FIRST, Numbered.TWO, Operator.MINUS, Color.BLUE,
				Map.of(Spoken.YES, 1));
	}

	private static Values values() {
		return new Values(new EmailAddress("a@example.org"), new Money(new BigDecimal("9.90")), new BigDecimal("0.10"),
				Long.MAX_VALUE);
	}

	private static Hierarchies hierarchies(boolean full) {
		Shape group = new Group(List.of(new Circle(1), new Square(2, null), new Group(List.of())));
		return new Hierarchies(full ? group : new Square(1, Color.RED), new Circle(3),
				full ? new Dog("wow") : new Cat(9), new Dog("wuff"),
				full ? new Opened("Opened", NOW) : new Closed("Closed", 1000),
				full ? new Phone("1") : new Letter("street", "city"), List.of(new Circle(1), group),
				full ? new Apple(5) : new Pear(true));
	}

	private static Generics generics(boolean full) {
		return new Generics(new Page<>(List.of(ITEM), full ? ITEM : null, Optional.of("next")),
				new Page<>(List.of("a"), full ? "a" : null, Optional.empty()), new Pair<>(Color.RED, List.of(ITEM)),
				new Page<>(List.of(new Page<>(List.of(1), 1, Optional.empty())), null, Optional.empty()));
	}

	private static Others others(boolean full) {
		ItemBox box = new ItemBox();
		Boss boss = new Boss();
		if (full) {
			box.content = ITEM;
			box.spare = List.of(ITEM);
			boss.workers.add(new Worker());
		}
		return new Others(full ? new Car() : new Bike(), new Car(), box, boss, new House(2), new Converted("text"),
				new Hidden(), List.of(ITEM), full ? Optional.of(Optional.of("a")) : Optional.of(Optional.empty()),
				Map.of(Spoken.YES, Map.of("a", ITEM)), full ? new BigDecimal("1.5") : 7);
	}

	private static Tree tree(boolean full) {
		Tree leaf = new Tree("leaf", List.of(), null);
		return full ? new Tree("root", List.of(leaf, leaf), leaf) : leaf;
	}

	private static Json json() {
		JsonNodeFactory json = JsonNodeFactory.instance;
		return new Json(json.objectNode().put("a", 1).set("b", json.arrayNode().add("c").addNull()),
				json.objectNode().put("d", true), json.arrayNode().add(1.5).add(json.objectNode()));
	}

	private static Constrained constrained(@Nullable String pattern) {
		return new Constrained("text", List.of("a@example.org"), 5, BigDecimal.ONE, pattern, Set.of("tag"), 3, "old");
	}

}
