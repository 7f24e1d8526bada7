package io.grest.ws.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One case of a file of conformance cases.
 *
 * @param file the name of its file, without the extension
 * @param name the case in words
 * @param options the options of the end under test
 * @param reconnect whether a client under test connects again
 * @param clientHeaders what the interceptor of a client under test adds
 * @param connectFails the error that a client's connect fails with, or {@code null} if it
 * succeeds
 * @param steps the steps, in order
 */
record ConformanceCase(String file, String name, CaseOptions options, boolean reconnect,
		Map<String, String> clientHeaders, @Nullable JsonNode connectFails, List<JsonNode> steps) {

	/** The files of the cases for a server. */
	static final List<String> SERVER_FILES = List.of("grest-server", "envelope-server", "limits-server",
			"streams-server", "shared-server", "credentials-server", "resume-server");

	/** The files of the cases for a client. */
	static final List<String> CLIENT_FILES = List.of("grest-client", "grest-client-headers");

	private static final JsonMapper MAPPER = new JsonMapper();

	/**
	 * Read all cases of a file.
	 * @param file the file's name, without the extension
	 * @return the cases
	 * @throws IllegalArgumentException if a case has a step or key that is not known
	 */
	static Stream<ConformanceCase> load(String file) {
		try (InputStream json = ConformanceCase.class.getResourceAsStream(file + ".json")) {
			return MAPPER.readTree(Objects.requireNonNull(json, file))
				.valueStream()
				.map((object) -> read(file, object))
				.toList()
				.stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Conformance cases cannot be read: " + file, ex);
		}
	}

	static ConformanceCase read(String file, JsonNode json) {
		Keys keys = new Keys(json);
		List<JsonNode> steps = keys.get("steps").valueStream().toList();
		steps.forEach(Step::read);
		JsonNode reconnect = keys.find("reconnect");
		ConformanceCase read = new ConformanceCase(file, keys.get("name").stringValue(), CaseOptions.read(keys),
				reconnect == null || reconnect.booleanValue(), keys.texts("clientHeaders"), keys.find("connectFails"),
				steps);
		// For people.
		keys.find("comment");
		keys.noMore();
		return read;
	}

	/**
	 * Run this case of a server.
	 * @param client opens the connections
	 * @param server the URI of the server, without the paths of the case
	 * @throws AssertionError if a step fails
	 */
	void runServer(RawClient client, URI server) {
		try (ServerConversation conversation = new ServerConversation(client, server)) {
			run(conversation);
		}
	}

	/**
	 * Run this case of a client.
	 * @param client makes the client, by the URL of its server
	 * @throws AssertionError if a step fails, or the connect ends in another way
	 */
	void runClient(Function<String, TestedClient> client) {
		try (RawServer server = new RawServer();
				ClientConversation conversation = new ClientConversation(server,
						client.apply(server.uri().toString()))) {
			run(conversation);
			conversation.expectConnect(this.connectFails);
		}
	}

	/**
	 * Run the steps, one after another.
	 * @param conversation runs each
	 * @throws AssertionError if a step fails
	 */
	void run(Conversation conversation) {
		int number = 0;
		for (JsonNode step : this.steps) {
			number++;
			try {
				Step.read(step).run(conversation);
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError("Case '" + this.name + "', step " + number + " " + step + "\n" + message(ex),
						ex);
			}
		}
	}

	private static @Nullable String message(Throwable ex) {
		return (ex instanceof AssertionError) ? ex.getMessage() : ex.toString();
	}

	/**
	 * The case in words.
	 */
	@Override
	public String toString() {
		return this.file + ": " + this.name;
	}

}
