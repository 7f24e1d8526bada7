package io.grest.ws.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.generate.Node;
import io.grest.ws.generate.RuntimeModules;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Clients in JavaScript, in a Node that does what lines of JSON tell it.
 */
final class NodeClient implements AutoCloseable {

	private static final JsonMapper MAPPER = new JsonMapper();

	private final Process process;

	private final Writer input;

	private final AtomicInteger ids = new AtomicInteger();

	private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();

	NodeClient(Node node) throws IOException {
		this.process = node.start(RuntimeModules.prepare("conformance"), Map.of(), RuntimeModules.OPTIONS.get(0),
				RuntimeModules.OPTIONS.get(1), "conformance.js");
		this.input = this.process.outputWriter();
		Thread reader = new Thread(this::readAnswers, "node");
		reader.setDaemon(true);
		reader.start();
	}

	private void readAnswers() {
		try (BufferedReader output = this.process.inputReader()) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				JsonNode answer = MAPPER.readTree(line);
				CompletableFuture<JsonNode> call = this.pending.remove(answer.get("id").intValue());
				if (answer.has("error")) {
					call.completeExceptionally(new Failure(answer.get("error")));
				}
				else {
					call.complete(answer.path("value"));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Node cannot be read", ex);
		}
	}

	/**
	 * Make a client.
	 * @param options of the client in JavaScript
	 * @return a client, not connected yet
	 */
	TestedClient client(Map<String, ?> options) {
		ObjectNode client = MAPPER.createObjectNode().put("client", this.ids.incrementAndGet());
		ObjectNode open = client.deepCopy().setAll(MAPPER.<ObjectNode>valueToTree(options));
		ChatServer remote = (ChatServer) Proxy.newProxyInstance(ChatServer.class.getClassLoader(),
				new Class<?>[] { ChatServer.class },
				(proxy, method, arguments) -> call(client.deepCopy(), method, arguments));
		return new TestedClient(Mono.fromFuture(() -> tell("open", open)).thenReturn(remote),
				Mono.fromFuture(() -> tell("close", client)).then());
	}

	private Object call(ObjectNode client, Method method, Object[] arguments) {
		client.put("method", method.getName());
		if (arguments != null) {
			client.set("input", MAPPER.valueToTree(arguments[0]));
		}
		CompletableFuture<JsonNode> result = tell("call", client);
		return (method.getReturnType() != void.class) ? Mono.fromFuture(result) : null;
	}

	private CompletableFuture<JsonNode> tell(String verb, ObjectNode details) {
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		int id = this.ids.incrementAndGet();
		this.pending.put(id, answer);
		try {
			this.input.write(details.deepCopy().put("id", id).put("verb", verb) + "\n");
			this.input.flush();
		}
		catch (IOException ex) {
			answer.completeExceptionally(ex);
		}
		return answer;
	}

	@Override
	public void close() throws IOException {
		this.input.close();
		this.process.destroy();
	}

	/**
	 * An error that a client in JavaScript threw.
	 */
	static final class Failure extends RuntimeException {

		private final transient JsonNode error;

		private Failure(JsonNode error) {
			super(error.toString());
			this.error = error;
		}

		JsonNode error() {
			return this.error;
		}

	}

}
