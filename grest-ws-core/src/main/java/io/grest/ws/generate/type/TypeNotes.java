package io.grest.ws.generate.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.grest.ws.generate.type.TsType.Plain;
import tools.jackson.databind.JavaType;

/**
 * What strings and numbers mean that Java has types for and JSON has none.
 */
final class TypeNotes {

	private static final String INEXACT = "Exact up to 2^53 only, like every number of JavaScript.";

	private static final Map<Class<?>, String> STRINGS = Map.ofEntries(
			Map.entry(Instant.class, "ISO 8601 date and time, in UTC."),
			Map.entry(OffsetDateTime.class, "ISO 8601 date and time, with the offset."),
			Map.entry(ZonedDateTime.class, "ISO 8601 date and time, with the zone."),
			Map.entry(LocalDateTime.class, "ISO 8601 date and time, without zone."),
			Map.entry(Date.class, "ISO 8601 date and time."), Map.entry(Calendar.class, "ISO 8601 date and time."),
			Map.entry(LocalDate.class, "ISO 8601 date."), Map.entry(LocalTime.class, "ISO 8601 time, without zone."),
			Map.entry(OffsetTime.class, "ISO 8601 time, with the offset."),
			Map.entry(YearMonth.class, "ISO 8601 year and month."),
			Map.entry(Duration.class, "ISO 8601 duration, such as PT1M30S."),
			Map.entry(Period.class, "ISO 8601 period, such as P1Y2M3D."), Map.entry(UUID.class, "UUID."),
			Map.entry(URI.class, "URI."), Map.entry(URL.class, "URL."));

	private static final Map<Class<?>, String> NUMBERS = Map.of(long.class, INEXACT, Long.class, INEXACT,
			AtomicLong.class, INEXACT, BigInteger.class, INEXACT, BigDecimal.class,
			"Rounded to the precision of a number of JavaScript.");

	private TypeNotes() {
	}

	/**
	 * Note what a plain type means.
	 * @param plain the type in TypeScript
	 * @param type the type in Java
	 * @return the type with its note, if there is one
	 */
	static Plain add(Plain plain, JavaType type) {
		String note = switch (plain.text()) {
			case "string" -> STRINGS.get(type.getRawClass());
			case "number" -> NUMBERS.get(type.getRawClass());
			default -> null;
		};
		return (note != null) ? new Plain(plain.text(), note) : plain;
	}

}
