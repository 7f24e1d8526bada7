package io.grest.ws.observation;

/**
 * Makes text that a peer sent fit for a log: one line, no control characters, not too
 * long, so that no peer can forge or flood what an operator reads.
 *
 * @since 0.1.0
 */
public final class LogText {

	private static final int MAX_LENGTH = 128;

	private LogText() {
	}

	/**
	 * Clean and cut a text.
	 * @param text what a peer sent
	 * @return at most 128 characters, with {@code ?} for each that is not printable and
	 * {@code …} for what is cut
	 */
	public static String of(String text) {
		return of(text, MAX_LENGTH);
	}

	/**
	 * Clean a text and cut it later, one that this side wrote around what a peer sent.
	 * @param text the text
	 * @param most how many characters to keep
	 * @return as {@link #of(String)}
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

	// FORMAT has the marks that turn the direction of writing.
	private static boolean isPrintable(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

}
