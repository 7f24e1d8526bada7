package io.grest.ws.internal.json;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import com.fasterxml.jackson.annotation.JsonValue;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Payloads}: what it writes it reads.
 */
class PayloadSymmetryTests {

	private static final long LARGE = 9007199254740993L;

	private final Payloads payloads = Payloads.of(new JsonMapper());

	@Test
	void readsNumbersThatAreWrittenAsText() {
		assertRoundTrip(this.payloads, Texts.class,
				new Texts(LARGE, LARGE, 5, new BigDecimal("0.10"), new BigInteger("123456789012345678901"), 1.5, true,
						List.of(LARGE, 1L), new Long[] { LARGE }, Map.of("a", LARGE), Optional.of(LARGE),
						OptionalLong.of(LARGE), (short) 3),
				"""
						{"primitive":"9007199254740993","boxed":"9007199254740993","whole":"5","exact":"0.10",\
						"big":"123456789012345678901","ratio":"1.5","flag":"true","list":["9007199254740993","1"],\
						"array":["9007199254740993"],"map":{"a":"9007199254740993"},"maybe":"9007199254740993",\
						"optional":9007199254740993,"small":"3"}""");
	}

	@Test
	void readsWhatASerializerOfThePropertyWrites() {
		assertRoundTrip(this.payloads, Serialized.class,
				new Serialized(LARGE, LARGE, List.of(LARGE), Map.of("a", LARGE), new BigDecimal("1.5"), "5"), """
						{"id":"9007199254740993","boxed":"9007199254740993","ids":["9007199254740993"],\
						"byName":{"a":"9007199254740993"},"price":"1.5","number":5}""");
	}

	@Test
	void readsWhatASerializerOfTheTypeWrites() {
		Payloads payloads = Payloads.of(JsonMapper.builder()
			.addModule(new SimpleModule().addSerializer(Long.class, ToStringSerializer.instance)
				.addSerializer(Long.TYPE, ToStringSerializer.instance))
			.build());
		assertRoundTrip(payloads, Plain.class, new Plain(1, LARGE, LARGE, List.of(LARGE), true, "a"), """
				{"whole":1,"primitive":"9007199254740993","boxed":"9007199254740993","list":["9007199254740993"],\
				"flag":true,"text":"a"}""");
		assertRoundTrip(payloads, Long.class, LARGE, "\"9007199254740993\"");
	}

	@Test
	void readsNumbersOfAMapperThatQuotesThem() {
		Payloads payloads = Payloads.of(JsonMapper.builder().enable(JsonWriteFeature.WRITE_NUMBERS_AS_STRINGS).build());
		assertRoundTrip(payloads, Plain.class, new Plain(1, 2, 3L, List.of(4L), true, "a"),
				"{\"whole\":\"1\",\"primitive\":\"2\",\"boxed\":\"3\",\"list\":[\"4\"],\"flag\":true,\"text\":\"a\"}");
	}

	@Test
	void readsNumbersOfAFormatForTheirType() {
		Payloads payloads = Payloads.of(JsonMapper.builder()
			.withConfigOverride(Long.class, (config) -> config.setFormat(JsonFormat.Value.forShape(Shape.STRING)))
			.build());
		assertRoundTrip(payloads, Long.class, LARGE, "\"9007199254740993\"");
	}

	@Test
	void readsConstantsThatAreWrittenAsTheirIndex() {
		assertRoundTrip(this.payloads, Indexes.class,
				new Indexes(Color.GREEN, Level.HIGH, Code.B, true, List.of(Color.RED)),
				"{\"color\":1,\"level\":1,\"code\":20,\"flag\":1,\"colors\":[0]}");
		Payloads payloads = Payloads.of(JsonMapper.builder().enable(EnumFeature.WRITE_ENUMS_USING_INDEX).build());
		assertRoundTrip(payloads, Color.class, Color.GREEN, "1");
	}

	@Test
	void readsEveryOtherScalarAsItIsWritten() {
		assertRoundTrip(this.payloads, Scalars.class,
				new Scalars((byte) 1, (short) 2, 'c', 1.5f, Double.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY,
						OptionalInt.of(1), OptionalDouble.of(1.5), Instant.parse("2024-06-07T12:00:00.123456789Z"),
						LocalDate.parse("2024-06-07"), LocalTime.parse("12:00:01"),
						LocalDateTime.parse("2024-06-07T12:00:01"), OffsetDateTime.parse("2024-06-07T12:00:01Z"),
						Duration.ofMillis(1500), Period.ofDays(3), Year.of(2024), YearMonth.of(2024, 6),
						MonthDay.of(6, 7), Month.JUNE, DayOfWeek.FRIDAY, ZoneId.of("Europe/Tallinn"),
						ZoneOffset.ofHours(2), Locale.forLanguageTag("et-EE"), Currency.getInstance("EUR"), new Date(5),
						URI.create("a:b"), new UUID(1, 2), Set.of(Color.RED), Map.of(Color.GREEN, 1), Map.of(5L, "a")),
				null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\"", "\" 5\"", "\"5 \"", "\"5x\"", "\"five\"", "\"1.5\"", "\"99999999999999999999\"",
			"\"0x5\"", "\"5,6\"", "\"[5]\"", "\"null\"", "\"true\"", "true", "1.5", "[\"5\"]", "{}" })
	void refusesTextThatIsNoSuchNumber(String json) {
		assertThat(issues(this.payloads, Id.class, "{\"id\":" + json + "}"))
			.containsExactly(new Issue("id", "invalid.type", "must be a whole number within range"));
	}

	@ParameterizedTest
	@CsvSource({ "-1", "2", "99999999999", "1.5" })
	void refusesAnIndexThatIsNone(String index) {
		assertThat(issues(this.payloads, Indexes.class, "{\"color\":" + index + ",\"flag\":0}")).singleElement()
			.satisfies((issue) -> assertThat(issue.path()).isEqualTo("color"));
	}

	@Test
	void readsThePlainFormBesideTheText() {
		assertThat(this.payloads.reader(Id.class).read(Payload.of("{\"id\":5}"))).isEqualTo(new Id(5));
	}

	@Test
	void refusesTextWhereNothingWritesIt() {
		assertThat(issues(this.payloads, Plain.class, """
				{"whole":"1","primitive":"2","boxed":"3","list":["4"],"flag":"true","text":5}""")).hasSize(6)
			.extracting(Issue::code)
			.containsOnly("invalid.type");
	}

	private static void assertRoundTrip(Payloads payloads, Type type, Object value, @Nullable String json) {
		String text = Payload.of(payloads.writer(type).toBytes(value)).toString();
		if (json != null) {
			assertThat(text).isEqualTo(json);
		}
		assertThat(payloads.reader(type).read(Payload.of(text))).usingRecursiveComparison().isEqualTo(value);
	}

	private static List<Issue> issues(Payloads payloads, Type type, String json) {
		try {
			throw new AssertionError("Read " + payloads.reader(type).read(Payload.of(json)));
		}
		catch (ValidationException ex) {
			return ex.issues();
		}
	}

	record Id(@JsonFormat(shape = Shape.STRING) long id) {

	}

	record Texts(@JsonFormat(shape = Shape.STRING) long primitive, @JsonFormat(shape = Shape.STRING) Long boxed,
			@JsonFormat(shape = Shape.STRING) int whole, @JsonFormat(shape = Shape.STRING) BigDecimal exact,
			@JsonFormat(shape = Shape.STRING) BigInteger big, @JsonFormat(shape = Shape.STRING) double ratio,
			@JsonFormat(shape = Shape.STRING) boolean flag, @JsonFormat(shape = Shape.STRING) List<Long> list,
			@JsonFormat(shape = Shape.STRING) Long[] array, @JsonFormat(shape = Shape.STRING) Map<String, Long> map,
			@JsonFormat(shape = Shape.STRING) Optional<Long> maybe,
			@JsonFormat(shape = Shape.STRING) OptionalLong optional, @JsonFormat(shape = Shape.STRING) short small) {

	}

	record Serialized(@JsonSerialize(using = ToStringSerializer.class) long id,
			@JsonSerialize(using = ToStringSerializer.class) Long boxed,
			@JsonSerialize(contentUsing = ToStringSerializer.class) List<Long> ids,
			@JsonSerialize(contentUsing = ToStringSerializer.class) Map<String, Long> byName,
			@JsonSerialize(using = ToStringSerializer.class) BigDecimal price,
			@JsonSerialize(using = NumberText.class) String number) {

	}

	record Plain(int whole, long primitive, Long boxed, List<Long> list, boolean flag, String text) {

	}

	record Indexes(@JsonFormat(shape = Shape.NUMBER) Color color, @Nullable Level level, @Nullable Code code,
			@JsonFormat(shape = Shape.NUMBER) boolean flag,
			@JsonFormat(shape = Shape.NUMBER) @Nullable List<Color> colors) {

	}

	enum Color {

		RED, GREEN

	}

	@JsonFormat(shape = Shape.NUMBER)
	enum Level {

		LOW, HIGH

	}

	enum Code {

		A, B;

		@JsonValue
		int code() {
			return (ordinal() + 1) * 10;
		}

	}

	static class NumberText extends ValueSerializer<String> {

		@Override
		public void serialize(String value, JsonGenerator json, SerializationContext context) {
			json.writeNumber(Integer.parseInt(value));
		}

	}

	record Scalars(byte tiny, short small, char letter, float ratio, double none, float infinite, OptionalInt maybe,
			OptionalDouble maybeRatio, Instant instant, LocalDate date, LocalTime time, LocalDateTime dateTime,
			OffsetDateTime offset, Duration duration, Period period, Year year, YearMonth yearMonth, MonthDay monthDay,
			Month month, DayOfWeek day, ZoneId zone, ZoneOffset zoneOffset, Locale locale, Currency currency, Date old,
			URI uri, UUID id, Set<Color> colors, Map<Color, Integer> shares, Map<Long, String> byId) {

	}

}
