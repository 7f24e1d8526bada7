package io.grest.ws.internal.generate.type;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.MonthDay;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Choice;
import io.grest.ws.internal.generate.model.JsonType.Items;
import io.grest.ws.internal.generate.model.JsonType.Scalar;
import io.grest.ws.internal.generate.model.Kind;
import io.grest.ws.internal.generate.model.Rules;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Forms of Java types that are strings or numbers in JSON, such as dates. A pattern, a
 * setting or a serializer may change the text of a date, so a sample is written and
 * inspected.
 */
final class TextForms {

	private static final String INEXACT = "Exact up to 2^53 only, like every number of JavaScript.";

	private static final String DATE = "\\d{4}-\\d\\d-\\d\\d";

	private static final String TIME = "\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?";

	private static final String OFFSET = "(Z|[+-]\\d\\d:\\d\\d)";

	// Java writes durations with fractions and signs, which RFC 3339 does not have.
	private static final Rules DURATION = Rules
		.pattern("^-?P(?=.)(-?\\d+D)?(T(?=.)(-?\\d+H)?(-?\\d+M)?(-?\\d+(\\.\\d+)?S)?)?$");

	private static final Rules INTEGER = Rules.pattern("^-?\\d+$");

	private static final Rules DECIMAL = Rules.pattern("^-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?$");

	private static final Set<Class<?>> WHOLE = Set.of(byte.class, Byte.class, short.class, Short.class, int.class,
			Integer.class, long.class, Long.class, BigInteger.class, AtomicInteger.class, AtomicLong.class);

	private static final ZonedDateTime NOW = ZonedDateTime.of(2026, 7, 2, 3, 4, 5, 678_000_000,
			ZoneId.of("Europe/Berlin"));

	private static final Map<Class<?>, Text> TEXTS = Map.ofEntries(
			text(NOW.toInstant(), DATE + "T" + TIME + "Z", "date-time", "ISO 8601 date and time, in UTC."),
			text(NOW.toOffsetDateTime(), DATE + "T" + TIME + OFFSET, "date-time",
					"ISO 8601 date and time, with the offset."),
			text(NOW, DATE + "T" + TIME + OFFSET + "(\\[.*])?", "date-time", "ISO 8601 date and time, with the zone."),
			text(NOW.toLocalDateTime(), DATE + "T" + TIME, null, "ISO 8601 date and time, without zone."),
			text(Date.from(NOW.toInstant()), DATE + "T" + TIME + OFFSET, "date-time", "ISO 8601 date and time."),
			Map.entry(Calendar.class,
					new Text(GregorianCalendar.from(NOW), Pattern.compile(DATE + "T" + TIME + OFFSET), "date-time",
							"ISO 8601 date and time.")),
			text(NOW.toLocalDate(), DATE, "date", "ISO 8601 date."),
			text(NOW.toLocalTime(), TIME, null, "ISO 8601 time, without zone."),
			text(NOW.toOffsetDateTime().toOffsetTime(), TIME + OFFSET, "time", "ISO 8601 time, with the offset."),
			text(YearMonth.from(NOW), "\\d{4}-\\d\\d", null, "ISO 8601 year and month."),
			text(MonthDay.from(NOW), "--\\d\\d-\\d\\d", null, "ISO 8601 month and day, such as --12-31."),
			text(Duration.ofMillis(90_500), "PT1M30\\.5S", null, "ISO 8601 duration, such as PT1M30S."),
			text(Period.of(1, 2, 3), "P1Y2M3D", "duration", "ISO 8601 period, such as P1Y2M3D."),
			text(new UUID(1, 2), "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "uuid", "UUID."),
			text(URI.create("/a"), "/a", "uri-reference", "URI."));

	private static final Map<Class<?>, String> NUMBERS = Map.of(long.class, INEXACT, Long.class, INEXACT,
			AtomicLong.class, INEXACT, BigInteger.class, INEXACT, BigDecimal.class,
			"Rounded to the precision of a number of JavaScript.");

	private final JsonMapper mapper;

	TextForms(JsonMapper mapper) {
		this.mapper = mapper;
	}

	private static Map.Entry<Class<?>, Text> text(Object sample, String pattern, @Nullable String format, String note) {
		return Map.entry(sample.getClass(), new Text(sample, Pattern.compile(pattern), format, note));
	}

	/**
	 * Refine the type that a serializer describes.
	 * @param said the described type, {@code null} for none
	 * @param type the Java type
	 * @param serializer the serializer of the type
	 * @return the type as it is written, with its format and its note if there are any
	 */
	@Nullable JsonType refine(@Nullable JsonType said, JavaType type, ValueSerializer<?> serializer) {
		Text text = TEXTS.get(type.getRawClass());
		JsonNode written = (text != null) ? write(type, serializer, text.sample()) : null;
		if (text == null || written == null) {
			return (said instanceof Scalar scalar) ? refine(scalar, type.getRawClass()) : said;
		}
		if (written.isString() && text.pattern().matcher(written.asString()).matches()) {
			return new Scalar(Kind.STRING, written.asString().endsWith("]") ? null : text.format(), text.note(),
					type.hasRawClass(Duration.class) ? DURATION : Rules.NONE);
		}
		JsonType shape = shapeOf(written);
		return (shape == null || (said != null && kinds(said).equals(kinds(shape)))) ? said : shape;
	}

	private static JsonType refine(Scalar said, Class<?> type) {
		if (said.kind() != Kind.STRING) {
			return new Scalar(said.kind(), said.format(), NUMBERS.get(type), Rules.NONE);
		}
		if (type == URL.class) {
			return new Scalar(Kind.STRING, "uri", "URL.", Rules.NONE);
		}
		if (type == BigDecimal.class) {
			return said.limit(DECIMAL);
		}
		return WHOLE.contains(type) ? said.limit(INTEGER) : said;
	}

	// Serializers of times do not always describe numbers and arrays correctly.
	private static @Nullable JsonType shapeOf(JsonNode written) {
		if (written.isArray()) {
			List<JsonType> items = written.valueStream()
				.map(TextForms::shapeOf)
				.filter(Objects::nonNull)
				.<JsonType>map(Objects::requireNonNull)
				.toList();
			return new Items(Choice.of(items));
		}
		if (written.isNumber()) {
			return written.isIntegralNumber() ? JsonType.INTEGER : JsonType.NUMBER;
		}
		return written.isString() ? JsonType.STRING : null;
	}

	private static List<Object> kinds(JsonType type) {
		Object own = (type instanceof Scalar scalar) ? scalar.kind() : type.getClass();
		return Stream.concat(Stream.of(own), type.parts().flatMap((part) -> kinds(part).stream())).toList();
	}

	@SuppressWarnings("unchecked")
	private @Nullable JsonNode write(JavaType type, ValueSerializer<?> serializer, Object sample) {
		StringWriter written = new StringWriter();
		try (JsonGenerator json = this.mapper.createGenerator(written)) {
			this.mapper._serializationContext()
				.serializeValue(json, sample, type, (ValueSerializer<Object>) serializer);
		}
		catch (RuntimeException ex) {
			// A serializer of the application may not support the sample.
			return null;
		}
		return this.mapper.readTree(written.toString());
	}

	/**
	 * Type that is a string in JSON.
	 *
	 * @param sample a value of the type
	 * @param pattern the text of the sample with Jackson's defaults
	 * @param format the format in JSON Schema, {@code null} if there is none
	 * @param note the description in words
	 */
	private record Text(Object sample, Pattern pattern, @Nullable String format, String note) {

	}

}
