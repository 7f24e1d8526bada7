package io.grest.ws.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.grest.ws.topic.engine.Presences.Change;
import io.grest.ws.topic.engine.Presences.Member;
import org.jspecify.annotations.Nullable;

/**
 * Members and their changes as bytes. A member is its user in a line, then what is shown
 * of it. A change is {@code ~}, then {@code +connection size} in a line and that many
 * bytes of a member for each that has entered, {@code -connection} in a line for each
 * that has left.
 */
final class Changes {

	/**
	 * First byte of a change on a topic's channel: messages begin with a digit.
	 */
	static final byte MARK = '~';

	private static final String NOBODY = "-";

	private Changes() {
	}

	/**
	 * Return what is stored of a member.
	 */
	static byte[] value(Member member) {
		String user = (member.user() != null) ? "+" + Keys.encode(member.user()) : NOBODY;
		byte[] head = (user + "\n").getBytes(StandardCharsets.US_ASCII);
		byte[] value = Arrays.copyOf(head, head.length + member.json().length);
		System.arraycopy(member.json(), 0, value, head.length, member.json().length);
		return value;
	}

	/**
	 * Read a member.
	 * @param connection the encoded id of its connection
	 * @param value what is stored of it
	 */
	static Member member(String connection, byte[] value) {
		int end = indexOf(value, '\n', 0);
		String head = new String(value, 0, end, StandardCharsets.US_ASCII);
		@Nullable String user = head.equals(NOBODY) ? null : Keys.decode(head.substring(1));
		return new Member(Keys.decode(connection), user, Arrays.copyOfRange(value, end + 1, value.length));
	}

	/**
	 * Read a change.
	 * @param bytes the bytes, of which the first one is {@link #MARK}
	 */
	static Change change(byte[] bytes) {
		List<Member> entered = new ArrayList<>();
		List<String> left = new ArrayList<>();
		int at = 1;
		while (at < bytes.length) {
			int end = indexOf(bytes, '\n', at);
			String line = new String(bytes, at + 1, end - at - 1, StandardCharsets.US_ASCII);
			if (bytes[at] == '-') {
				left.add(Keys.decode(line));
				at = end + 1;
			}
			else {
				int space = line.indexOf(' ');
				int size = Integer.parseInt(line.substring(space + 1));
				entered.add(member(line.substring(0, space), Arrays.copyOfRange(bytes, end + 1, end + 1 + size)));
				at = end + 1 + size + 1;
			}
		}
		return new Change(entered, left);
	}

	private static int indexOf(byte[] bytes, char sign, int from) {
		for (int i = from; i < bytes.length; i++) {
			if (bytes[i] == sign) {
				return i;
			}
		}
		throw new IllegalArgumentException("Not members of a topic that this version of grest-ws reads");
	}

}
