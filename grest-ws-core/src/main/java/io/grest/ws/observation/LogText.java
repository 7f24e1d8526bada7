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
	 * @return at most 128 characters, with {@code ?} for each that is not printable
	 */
	public static String of(String text) {
		StringBuilder clean = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 1);
		for (int i = 0; i < text.length() && i < MAX_LENGTH; i++) {
			char c = text.charAt(i);
			clean.append((Character.isISOControl(c) || isInvisible(c)) ? '?' : c);
		}
		if (text.length() > MAX_LENGTH) {
			clean.append('…');
		}
		return clean.toString();
	}

	// Line and paragraph separators, and the marks that turn the direction of writing.
	private static boolean isInvisible(char c) {
		return switch (Character.getType(c)) {
			case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.UNASSIGNED ->
				true;
			default -> false;
		};
	}

}
