package io.grest.ws.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.grest.ws.connection.ConnectionOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One case of a file of conformance cases.
 *
 * @param name the case in words
 * @param options the limits of the end under test
 * @param reconnect whether a client under test connects again
 * @param clientHeaders what the interceptor of a client under test adds
 * @param connectFails the error that a client's connect fails with, or {@code null} if it
 * succeeds
 * @param steps the steps, in order
 */
record ConformanceCase(String name, ConnectionOptions options, boolean reconnect, Map<String, String> clientHeaders,
		JsonNode connectFails, List<JsonNode> steps) {

	private static final Pattern ASKED = Pattern.compile("grest-ws-extensions\\\\\":\\\\\"([^\\\\]*)");

	private static final JsonMapper MAPPER = new JsonMapper();

	/**
	 * Read all cases of a file.
	 * @param file the file's name
	 * @return the cases
	 * @throws IllegalArgumentException if a case has a step or key that is not known
	 */
	static Stream<ConformanceCase> load(String file) {
		try (InputStream json = ConformanceCase.class.getResourceAsStream("/conformance/" + file)) {
			return MAPPER.readTree(json).valueStream().map(ConformanceCase::read).toList().stream();
		}
		catch (IOException ex) {
			throw new IllegalStateException("No conformance cases: " + file, ex);
		}
	}

	static ConformanceCase read(JsonNode json) {
		Keys keys = new Keys(json);
		List<JsonNode> steps = keys.get("steps").valueStream().toList();
		steps.forEach(Step::read);
		JsonNode reconnect = keys.find("reconnect");
		ConformanceCase read = new ConformanceCase(keys.text("name"), options(keys),
				reconnect == null || reconnect.booleanValue(), keys.texts("clientHeaders"), keys.find("connectFails"),
				steps);
		keys.noMore();
		return read;
	}

	private static ConnectionOptions options(Keys keys) {
		ConnectionOptions options = ConnectionOptions.DEFAULTS;
		JsonNode handshake = keys.find("handshakeTimeoutMillis");
		if (handshake != null) {
			options = options.mutate().handshakeTimeout(Duration.ofMillis(handshake.intValue())).build();
		}
		JsonNode request = keys.find("requestTimeoutMillis");
		if (request != null) {
			options = options.mutate().requestTimeout(Duration.ofMillis(request.intValue())).build();
		}
		return options;
	}

	/**
	 * Return whether a step asks for an extension.
	 */
	boolean needs(String extension) {
		return this.steps.stream()
			.flatMap((step) -> ASKED.matcher(step.toString()).results())
			.anyMatch((asked) -> List.of(asked.group(1).split(",")).contains(extension));
	}

	/**
	 * Run the steps, one after another.
	 * @param conversation runs each
	 */
	void run(Conversation conversation) {
		int number = 0;
		for (JsonNode step : this.steps) {
			number++;
			try {
				Step.read(step).run(conversation);
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError(
						"Case '" + this.name + "', step " + number + " " + step + "\n" + ex.getMessage(), ex);
			}
		}
	}

	/**
	 * The case in words.
	 */
	@Override
	public String toString() {
		return this.name;
	}

}
