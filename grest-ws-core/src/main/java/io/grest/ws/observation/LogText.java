package io.grest.ws.observation;

/**
 * Utility that makes text from a peer safe for a log: one line, no control characters, a
 * limited length. A peer can then neither forge nor flood log entries.
 *
 * @since 0.1.0
 */
public final class LogText {

	private static final int MAX_LENGTH = 128;

	private LogText() {
	}

	/**
	 * Sanitize and truncate a text.
	 * @param text the text from a peer
	 * @return at most 128 characters, with {@code ?} for each that is not printable, and
	 * {@code …} if the text was truncated
	 */
	public static String of(String text) {
		return of(text, MAX_LENGTH);
	}

	/**
	 * Sanitize a text and truncate it to a given length.
	 * @param text the text, which contains text from a peer
	 * @param most the maximum number of characters
	 * @return the text, with the same replacements as in {@link #of(String)}
	 */
	public static String of(String text, int most) {
		StringBuilder clean = new StringBuilder(Math.min(text.length(), most) + 1);
		int from = 0;
		while (from < text.length()) {
			int character = text.codePointAt(from);
			int to = from + Character.charCount(character);
			if (to > most) {
				clean.append('…');
				break;
			}
			clean.appendCodePoint(isPrintable(character) ? character : '?');
			from = to;
		}
		return clean.toString();
	}

	// FORMAT includes the marks that change the direction of writing.
	private static boolean isPrintable(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

}
