package io.grest.ws.conformance;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A server under test, and the cases that it is for.
 *
 * @param file the file of the cases, or {@code null} for all files without a server of
 * their own
 * @param options the options that the server has been started with
 * @param uri where the paths of the cases begin
 */
record Target(@Nullable String file, CaseOptions options, URI uri) {

	/**
	 * Read a target.
	 * @param text {@code [FOR@]URL}, where FOR is a file, options, or both, by commas
	 * @throws IllegalArgumentException if it is none
	 */
	static Target parse(String text) {
		int at = text.lastIndexOf('@');
		String file = null;
		Map<String, Integer> options = new HashMap<>();
		for (String word : (at > 0) ? text.substring(0, at).split(",") : new String[0]) {
			String[] parts = word.split("=", 2);
			if (parts.length == 2) {
				options.put(option(parts[0], text), number(parts[1], text));
			}
			else if (ConformanceCase.SERVER_FILES.contains(word) && file == null) {
				file = word;
			}
			else {
				throw new IllegalArgumentException("--server " + text + ": '" + word + "' is none of the files "
						+ ConformanceCase.SERVER_FILES + ", or the second");
			}
		}
		return new Target(file, CaseOptions.of(options), uri(text.substring(at + 1), text));
	}

	private static String option(String name, String text) {
		if (!CaseOptions.NAMES.contains(name)) {
			throw new IllegalArgumentException(
					"--server " + text + ": '" + name + "' is none of the options " + CaseOptions.NAMES);
		}
		return name;
	}

	private static Integer number(String value, String text) {
		try {
			return Integer.valueOf(value);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("--server " + text + ": '" + value + "' is no whole number", ex);
		}
	}

	private static URI uri(String url, String text) {
		try {
			URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
			if ("ws".equals(uri.getScheme()) && uri.getHost() != null && uri.getQuery() == null) {
				return uri;
			}
		}
		catch (IllegalArgumentException ex) {
			// Refused below.
		}
		throw new IllegalArgumentException(
				"--server " + text + ": '" + url + "' is no URL such as ws://localhost:8080, without TLS and query");
	}

	/**
	 * Find the server for a case, that of its file before one of all files.
	 */
	static Optional<Target> of(List<Target> targets, ConformanceCase conformanceCase) {
		List<Target> fitting = targets.stream()
			.filter((target) -> target.options.equals(conformanceCase.options()))
			.filter((target) -> target.file == null || target.file.equals(conformanceCase.file()))
			.toList();
		return fitting.stream()
			.filter((target) -> target.file != null)
			.findFirst()
			.or(() -> fitting.stream().findFirst());
	}

}
