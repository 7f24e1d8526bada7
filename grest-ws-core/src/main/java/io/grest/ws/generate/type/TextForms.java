package io.grest.ws.generate.type;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import io.grest.ws.generate.model.JsonType.Scalar;
import io.grest.ws.generate.model.Kind;
import io.grest.ws.generate.model.Rules;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * What strings and numbers mean that Java has types for and JSON has none. A pattern, a
 * setting or a serializer may make another text of a date, so one is written and looked
 * at.
 */
final class TextForms {

	private static final String INEXACT = "Exact up to 2^53 only, like every number of JavaScript.";

	private static final String DATE = "\\d{4}-\\d\\d-\\d\\d";

	private static final String TIME = "\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?";

	private static final String OFFSET = "(Z|[+-]\\d\\d:\\d\\d)";

	// RFC 3339 has neither fractions nor signs of durations, which Java writes.
	private static final Rules DURATION = Rules
		.pattern("^-?P(?=.)(-?\\d+D)?(T(?=.)(-?\\d+H)?(-?\\d+M)?(-?\\d+(\\.\\d+)?S)?)?$");

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
	 * Say what a scalar means.
	 * @param scalar the type in JSON
	 * @param type the type in Java
	 * @param serializer writes it
	 * @return the type with its format and its note, if there are any
	 */
	Scalar refine(Scalar scalar, JavaType type, ValueSerializer<?> serializer) {
		Class<?> raw = type.getRawClass();
		if (scalar.kind() != Kind.STRING) {
			return new Scalar(scalar.kind(), scalar.format(), NUMBERS.get(raw), Rules.NONE);
		}
		if (raw == URL.class) {
			return new Scalar(Kind.STRING, "uri", "URL.", Rules.NONE);
		}
		Text text = TEXTS.get(raw);
		String written = (text != null) ? write(type, serializer, text.sample()) : null;
		if (text == null || written == null || !text.pattern().matcher(written).matches()) {
			return scalar;
		}
		return new Scalar(Kind.STRING, written.endsWith("]") ? null : text.format(), text.note(),
				(raw == Duration.class) ? DURATION : Rules.NONE);
	}

	@SuppressWarnings("unchecked")
	private @Nullable String write(JavaType type, ValueSerializer<?> serializer, Object sample) {
		StringWriter written = new StringWriter();
		try (JsonGenerator json = this.mapper.createGenerator(written)) {
			this.mapper._serializationContext()
				.serializeValue(json, sample, type, (ValueSerializer<Object>) serializer);
		}
		catch (JacksonException ex) {
			return null;
		}
		JsonNode node = this.mapper.readTree(written.toString());
		return node.isString() ? node.asString() : null;
	}

	/**
	 * A type that is a text in JSON.
	 *
	 * @param sample a value of it
	 * @param pattern what the value is written as, unless somebody decided otherwise
	 * @param format the format in JSON Schema, {@code null} if there is none
	 * @param note what it is in words
	 */
	private record Text(Object sample, Pattern pattern, @Nullable String format, String note) {

	}

}
