package io.grest.ws.internal.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Positions of topics that a client has reached, in its handshake: {@code TOPIC=POSITION}
 * for each topic, separated by spaces, those latest heard first.
 *
 * @since 0.1.0
 */
public final class TopicPositions {

	/**
	 * The in-band header of the handshake with the positions.
	 */
	public static final String HEADER = "grest-ws-topics";

	/**
	 * The number of topics that may be told. Further ones are lost.
	 */
	public static final int MOST = 256;

	/**
	 * The length of the header. What comes after is lost.
	 */
	public static final int LONGEST = 16 * 1024;

	private static final Pattern POSITION = Pattern.compile("([0-9]{1,15})\\.[0-9A-Za-z]{6}");

	private TopicPositions() {
	}

	/**
	 * Return the offset of a position.
	 * @param position the text of a position, of anybody, or {@code null} for none
	 * @return the offset, or -1 if this is no position
	 */
	public static long offset(@Nullable String position) {
		Matcher matcher = (position != null) ? POSITION.matcher(position) : null;
		return (matcher != null && matcher.matches()) ? Long.parseLong(matcher.group(1)) : -1;
	}

	/**
	 * Read positions.
	 * @param header the value of {@link #HEADER}, of anybody, or {@code null} for none
	 * @return the texts of positions by topic, as on the wire
	 */
	public static Map<String, String> ofHeader(@Nullable String header) {
		if (header == null || header.isEmpty()) {
			return Map.of();
		}
		Map<String, String> positions = new LinkedHashMap<>();
		String text = (header.length() <= LONGEST) ? header : header.substring(0, header.lastIndexOf(' ', LONGEST) + 1);
		for (String each : text.split(" ", MOST + 1)) {
			int end = each.indexOf('=');
			if (end > 0 && positions.size() < MOST) {
				positions.putIfAbsent(each.substring(0, end), each.substring(end + 1));
			}
		}
		return positions;
	}

	/**
	 * Return the value of {@link #HEADER}.
	 * @param positions the texts of positions by topic, as on the wire, latest heard
	 * first
	 * @return the header, without the topics that it has no room for
	 */
	public static String toHeader(Map<String, String> positions) {
		StringBuilder header = new StringBuilder();
		int topics = 0;
		for (Map.Entry<String, String> each : positions.entrySet()) {
			int length = each.getKey().length() + each.getValue().length() + 2;
			if (topics == MOST || header.length() + length > LONGEST) {
				break;
			}
			header.append((topics > 0) ? " " : "").append(each.getKey()).append('=').append(each.getValue());
			topics++;
		}
		return header.toString();
	}

}
