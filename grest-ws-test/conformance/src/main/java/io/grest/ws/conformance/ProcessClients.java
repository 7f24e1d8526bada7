package io.grest.ws.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Clients in another process, which takes lines of JSON on its input and answers each
 * with a line on its output, in any order.
 */
final class ProcessClients implements AutoCloseable {

	private static final JsonMapper MAPPER = new JsonMapper();

	private final Process process;

	private final Writer input;

	private final AtomicInteger ids = new AtomicInteger();

	private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();

	// Set before what is pending fails, so that nothing is added behind it.
	private volatile @Nullable IOException ended;

	ProcessClients(Process process) {
		this.process = process;
		this.input = process.outputWriter(StandardCharsets.UTF_8);
		Thread reader = new Thread(this::readAnswers, "conformance-client");
		reader.setDaemon(true);
		reader.start();
	}

	private void readAnswers() {
		try (BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				answered(line);
			}
			end(new IOException("The process of the client has ended: look at what it wrote to its error output"));
		}
		catch (IOException ex) {
			end(ex);
		}
	}

	private void answered(String line) throws IOException {
		JsonNode answer = read(line);
		CompletableFuture<JsonNode> waiting = this.pending.remove(answer.path("id").asInt(-1));
		if (waiting == null) {
			throw new IOException("The client wrote a line that answers nothing: " + line
					+ ". Write an object with the id of the line that is answered, and all else to the error output");
		}
		if (answer.has("error")) {
			waiting.completeExceptionally(new ClientFailure(answer.get("error")));
		}
		else {
			waiting.complete(answer.path("value"));
		}
	}

	private static JsonNode read(String line) throws IOException {
		try {
			return MAPPER.readTree(line);
		}
		catch (JacksonException ex) {
			throw new IOException("The client wrote a line that is no JSON: " + line, ex);
		}
	}

	private void end(IOException ex) {
		this.ended = ex;
		this.pending.values().forEach((waiting) -> waiting.completeExceptionally(ex));
	}

	/**
	 * Return a client that is not connected yet.
	 * @param url the URL of the server
	 * @param conformanceCase the case that it is for
	 */
	TestedClient client(String url, ConformanceCase conformanceCase) {
		ObjectNode open = MAPPER.createObjectNode();
		open.put("url", url).put("reconnect", conformanceCase.reconnect());
		open.set("headers", MAPPER.valueToTree(conformanceCase.clientHeaders()));
		CaseOptions options = conformanceCase.options();
		if (options.handshakeTimeoutMillis() != null) {
			open.put("handshakeTimeout", options.handshakeTimeoutMillis());
		}
		if (options.requestTimeoutMillis() != null) {
			open.put("requestTimeout", options.requestTimeoutMillis());
		}
		return new Client(this.ids.incrementAndGet(), open);
	}

	private CompletableFuture<JsonNode> tell(String verb, int client, ObjectNode details) {
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		int id = this.ids.incrementAndGet();
		this.pending.put(id, answer);
		try {
			this.input.write(details.deepCopy().put("id", id).put("verb", verb).put("client", client) + "\n");
			this.input.flush();
		}
		catch (IOException ex) {
			// It has ended, or takes nothing more: what its output ends with says why, or
			// no answer comes.
		}
		IOException end = this.ended;
		if (end != null) {
			answer.completeExceptionally(end);
		}
		return answer;
	}

	/**
	 * End the process.
	 */
	@Override
	public void close() {
		this.process.destroy();
	}

	private final class Client implements TestedClient {

		private final int number;

		private final ObjectNode options;

		Client(int number, ObjectNode options) {
			this.number = number;
			this.options = options;
		}

		@Override
		public CompletableFuture<?> connect() {
			return tell("open", this.number, this.options);
		}

		@Override
		public CompletableFuture<JsonNode> call(String method, @Nullable JsonNode input) {
			ObjectNode details = MAPPER.createObjectNode().put("method", method);
			if (input != null) {
				details.set("input", input);
			}
			return tell("call", this.number, details);
		}

		@Override
		public void close() {
			try {
				tell("close", this.number, MAPPER.createObjectNode()).get(RawPeer.TIMEOUT.toMillis(),
						TimeUnit.MILLISECONDS);
			}
			catch (ExecutionException | InterruptedException | TimeoutException ex) {
				throw new AssertionError("expected that the client closes, came " + ex, ex);
			}
		}

	}

}
