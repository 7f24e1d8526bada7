package io.grest.ws.generate.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The constraints of a value that hold whatever its Java type: what JSON Schema has
 * keywords for.
 *
 * @param minimum the least number
 * @param above whether numbers have to be greater than the least
 * @param maximum the greatest number
 * @param below whether numbers have to be less than the greatest
 * @param minSize the least length of a text, of an array, or number of entries
 * @param maxSize the greatest length or number of entries
 * @param patterns regular expressions, each of which a text matches as a whole
 * @param format the format of a text
 * @since 0.1.0
 */
public record Rules(@Nullable BigDecimal minimum, boolean above, @Nullable BigDecimal maximum, boolean below,
		@Nullable Integer minSize, @Nullable Integer maxSize, List<String> patterns, @Nullable String format) {

	/**
	 * No constraints.
	 */
	public static final Rules NONE = new Rules(null, false, null, false, null, null, List.of(), null);

	/**
	 * A least number.
	 * @param number the number
	 * @param exclusive whether it is too small itself
	 * @return the constraint
	 */
	static Rules atLeast(BigDecimal number, boolean exclusive) {
		return new Rules(number, exclusive, null, false, null, null, List.of(), null);
	}

	/**
	 * A greatest number.
	 * @param number the number
	 * @param exclusive whether it is too great itself
	 * @return the constraint
	 */
	static Rules atMost(BigDecimal number, boolean exclusive) {
		return new Rules(null, false, number, exclusive, null, null, List.of(), null);
	}

	/**
	 * A length or a number of entries.
	 * @param least the least, 0 for any
	 * @param most the greatest, {@link Integer#MAX_VALUE} for any
	 * @return the constraint
	 */
	static Rules size(int least, int most) {
		return new Rules(null, false, null, false, (least > 0) ? least : null, (most < Integer.MAX_VALUE) ? most : null,
				List.of(), null);
	}

	/**
	 * A pattern of a text.
	 * @param expression the regular expression, which JSON Schema can read
	 * @return the constraint
	 */
	public static Rules pattern(String expression) {
		return new Rules(null, false, null, false, null, null, List.of(expression), null);
	}

	/**
	 * A format of a text.
	 * @param format its name in JSON Schema
	 * @return the constraint
	 */
	static Rules format(String format) {
		return new Rules(null, false, null, false, null, null, List.of(), format);
	}

	/**
	 * These constraints and others.
	 * @param other the others
	 * @return all of them, of two of a kind the stricter
	 */
	Rules and(Rules other) {
		if (other.equals(NONE)) {
			return this;
		}
		boolean otherMinimum = isStricter(other.minimum, other.above, this.minimum, 1);
		boolean otherMaximum = isStricter(other.maximum, other.below, this.maximum, -1);
		return new Rules(otherMinimum ? other.minimum : this.minimum, otherMinimum ? other.above : this.above,
				otherMaximum ? other.maximum : this.maximum, otherMaximum ? other.below : this.below,
				stricter(this.minSize, other.minSize, true), stricter(this.maxSize, other.maxSize, false),
				Stream.concat(this.patterns.stream(), other.patterns.stream()).distinct().toList(),
				(this.format != null) ? this.format : other.format);
	}

	private static boolean isStricter(@Nullable BigDecimal one, boolean exclusive, @Nullable BigDecimal other,
			int stricter) {
		if (one == null || other == null) {
			return one != null;
		}
		int compared = one.compareTo(other);
		return (compared == 0) ? exclusive : compared == stricter;
	}

	private static @Nullable Integer stricter(@Nullable Integer one, @Nullable Integer other, boolean greater) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return greater ? Integer.valueOf(Math.max(one, other)) : Integer.valueOf(Math.min(one, other));
	}

}
