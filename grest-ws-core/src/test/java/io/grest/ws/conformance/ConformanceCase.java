package io.grest.ws.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One case of a file of conformance cases.
 *
 * @param name the case in words
 * @param options the options of the end under test
 * @param reconnect whether a client under test connects again
 * @param clientHeaders what the interceptor of a client under test adds
 * @param connectFails the error that a client's connect fails with, or {@code null} if it
 * succeeds
 * @param steps the steps, in order
 */
record ConformanceCase(String name, CaseOptions options, boolean reconnect, Map<String, String> clientHeaders,
		JsonNode connectFails, List<JsonNode> steps) {

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
		ConformanceCase read = new ConformanceCase(keys.text("name"), CaseOptions.read(keys),
				reconnect == null || reconnect.booleanValue(), keys.texts("clientHeaders"), keys.find("connectFails"),
				steps);
		// For people.
		keys.find("comment");
		keys.noMore();
		return read;
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
