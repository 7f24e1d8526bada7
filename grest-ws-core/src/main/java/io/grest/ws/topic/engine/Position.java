package io.grest.ws.topic.engine;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.Assert;

/**
 * Position of a message in its topic: a number that grows by one with each message, and a
 * tag that its publisher has drawn. Two histories that have grown apart, as after a
 * failover that lost messages, have the same numbers, but not the same tags.
 *
 * @param offset the number, 0 for the beginning of a topic's history
 * @param tag six letters or digits
 * @since 0.1.0
 */
public record Position(long offset, String tag) {

	private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\.([0-9A-Za-z]{6})");

	private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	private static final int LENGTH_OF_TAG = 6;

	/**
	 * Create a position, checking its parts.
	 */
	public Position {
		Assert.isTrue(offset >= 0, () -> "offset is " + offset + ": it must not be negative");
		Assert.isTrue(TEXT.matcher("0." + tag).matches(), () -> "'" + tag + "' is not a tag of six letters or digits");
	}

	/**
	 * Draw a tag for a message.
	 * @return six letters or digits at random
	 */
	public static String newTag() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		StringBuilder tag = new StringBuilder(LENGTH_OF_TAG);
		for (int i = 0; i < LENGTH_OF_TAG; i++) {
			tag.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
		}
		return tag.toString();
	}

	/**
	 * Parse a text as of {@link #toString()}.
	 * @param text the text, of anybody
	 * @return the position, or empty if the text is none
	 */
	public static Optional<Position> parse(String text) {
		Matcher matcher = TEXT.matcher(text);
		return matcher.matches() ? Optional.of(new Position(Long.parseLong(matcher.group(1)), matcher.group(2)))
				: Optional.empty();
	}

	/**
	 * Return whether a message is the next one after this position.
	 * @param message a message with a position
	 * @return {@code false} if messages are missing between, or if the two belong to
	 * different histories
	 */
	public boolean isBefore(TopicMessage message) {
		Position position = message.position();
		return position != null && position.offset == this.offset + 1 && this.tag.equals(message.previous());
	}

	/**
	 * Return the text of this position, such as {@code 17.k3f9Qa}.
	 */
	@Override
	public String toString() {
		return this.offset + "." + this.tag;
	}

}
