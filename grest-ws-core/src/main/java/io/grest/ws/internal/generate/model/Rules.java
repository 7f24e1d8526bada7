package io.grest.ws.internal.generate.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Constraints of a value that JSON Schema has keywords for, independent of its Java type.
 * A component that is {@code null} or empty sets no constraint.
 *
 * @param minimum the minimum of a number
 * @param above whether the minimum itself is excluded
 * @param maximum the maximum of a number
 * @param below whether the maximum itself is excluded
 * @param minSize the minimum length of a string or an array, or number of entries of a
 * dictionary
 * @param maxSize the maximum length or number of entries
 * @param patterns the regular expressions, all of which a string matches
 * @param format the format of a string
 * @since 0.1.0
 */
public record Rules(@Nullable BigDecimal minimum, boolean above, @Nullable BigDecimal maximum, boolean below,
		@Nullable Integer minSize, @Nullable Integer maxSize, List<String> patterns, @Nullable String format) {

	/**
	 * No constraints.
	 */
	public static final Rules NONE = new Rules(null, false, null, false, null, null, List.of(), null);

	/**
	 * Create a minimum.
	 * @param number the minimum
	 * @param exclusive whether the minimum itself is excluded
	 * @return the constraint
	 */
	static Rules atLeast(BigDecimal number, boolean exclusive) {
		return new Rules(number, exclusive, null, false, null, null, List.of(), null);
	}

	/**
	 * Create a maximum.
	 * @param number the maximum
	 * @param exclusive whether the maximum itself is excluded
	 * @return the constraint
	 */
	static Rules atMost(BigDecimal number, boolean exclusive) {
		return new Rules(null, false, number, exclusive, null, null, List.of(), null);
	}

	/**
	 * Create limits of a length or a number of entries.
	 * @param least the minimum, 0 for none
	 * @param most the maximum, {@link Integer#MAX_VALUE} for none
	 * @return the constraint
	 */
	static Rules size(int least, int most) {
		return new Rules(null, false, null, false, (least > 0) ? least : null, (most < Integer.MAX_VALUE) ? most : null,
				List.of(), null);
	}

	/**
	 * Create a pattern of a string.
	 * @param expression the regular expression, in the syntax of JSON Schema
	 * @return the constraint
	 */
	public static Rules pattern(String expression) {
		return new Rules(null, false, null, false, null, null, List.of(expression), null);
	}

	/**
	 * Create a format of a string.
	 * @param format the name of the format in JSON Schema
	 * @return the constraint
	 */
	static Rules format(String format) {
		return new Rules(null, false, null, false, null, null, List.of(), format);
	}

	/**
	 * Combine these constraints with others.
	 * @param other the others
	 * @return all constraints, the stricter of two of the same kind
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
