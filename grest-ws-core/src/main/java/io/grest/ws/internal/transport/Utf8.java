package io.grest.ws.internal.transport;

/**
 * Validation of UTF-8, which RFC 6455 section 8.1 requires of every text message, as
 * defined in RFC 3629 section 4: no overlong form, no surrogate, nothing above U+10FFFF.
 */
final class Utf8 {

	private Utf8() {
	}

	/**
	 * Return whether bytes are UTF-8.
	 * @param bytes the bytes
	 * @param length the number of bytes to check
	 * @return {@code false} if any sequence is malformed or truncated
	 */
	static boolean isValid(byte[] bytes, int length) {
		int i = 0;
		while (i < length) {
			int lead = bytes[i++];
			if (lead >= 0) {
				continue;
			}
			lead &= 0xFF;
			int following = following(lead);
			if (following == 0 || length - i < following || !isSecond(lead, bytes[i++] & 0xFF)) {
				return false;
			}
			for (int more = 1; more < following; more++) {
				if (!isBetween(bytes[i++] & 0xFF, 0x80, 0xBF)) {
					return false;
				}
			}
		}
		return true;
	}

	private static int following(int lead) {
		if (isBetween(lead, 0xC2, 0xDF)) {
			return 1;
		}
		if (isBetween(lead, 0xE0, 0xEF)) {
			return 2;
		}
		return isBetween(lead, 0xF0, 0xF4) ? 3 : 0;
	}

	private static boolean isSecond(int lead, int second) {
		return switch (lead) {
			case 0xE0 -> isBetween(second, 0xA0, 0xBF);
			case 0xED -> isBetween(second, 0x80, 0x9F);
			case 0xF0 -> isBetween(second, 0x90, 0xBF);
			case 0xF4 -> isBetween(second, 0x80, 0x8F);
			default -> isBetween(second, 0x80, 0xBF);
		};
	}

	private static boolean isBetween(int value, int first, int last) {
		return value >= first && value <= last;
	}

}
