package io.grest.ws.conformance;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.grest.ws.error.SocketException;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Speaks to a client, on the first connection that it opens, and calls its methods.
 */
final class ClientConversation extends Conversation implements AutoCloseable {

	private static final JsonMapper MAPPER = new JsonMapper();

	private final Map<String, CompletableFuture<?>> calls = new HashMap<>();

	private final TestedClient client;

	private final CompletableFuture<ChatServer> connected;

	private final RawPeer peer;

	/**
	 * Let a client connect.
	 */
	ClientConversation(RawServer server, TestedClient client) {
		this.client = client;
		this.connected = client.connect().toFuture();
		this.peer = server.accept();
	}

	@Override
	RawPeer peer() {
		return this.peer;
	}

	@Override
	void call(String name, JsonNode input, String as) {
		Method method = Arrays.stream(ChatServer.class.getMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		Object[] arguments = Arrays.stream(method.getParameterTypes())
			.map((type) -> MAPPER.treeToValue(input, type))
			.toArray();
		Object returned = ReflectionUtils.invokeMethod(method, result("connect", this.connected), arguments);
		CompletableFuture<?> outcome = (returned instanceof Mono<?> mono) ? mono.toFuture()
				: CompletableFuture.completedFuture(returned);
		if (as != null) {
			this.calls.put(as, outcome);
		}
	}

	@Override
	void expectReturned(String call, JsonNode value) {
		JsonNode result = MAPPER.valueToTree(result(call, this.calls.get(call)));
		assertThat(JsonPattern.mismatch(value, result)).as("what %s returned", call).isNull();
	}

	@Override
	void expectFailed(String call, JsonNode error) {
		expectError(call, this.calls.get(call), error);
	}

	/**
	 * Check the end of the connect.
	 * @param error what it fails with, or {@code null} if it succeeds
	 */
	void expectConnect(JsonNode error) {
		if (error != null) {
			expectError("connect", this.connected, error);
		}
		else {
			result("connect", this.connected);
		}
	}

	private static <T> T result(String call, CompletableFuture<T> outcome) {
		try {
			return await(call, outcome);
		}
		catch (ExecutionException ex) {
			throw new AssertionError(call + " failed: " + ex.getCause(), ex);
		}
	}

	private static void expectError(String call, CompletableFuture<?> outcome, JsonNode expected) {
		try {
			throw new AssertionError(call + " returned " + await(call, outcome));
		}
		catch (ExecutionException ex) {
			JsonNode error = describe(ex.getCause());
			assertThat(JsonPattern.mismatch(expected, error)).as("what %s failed with: %s", call, error).isNull();
		}
	}

	private static <T> T await(String call, CompletableFuture<T> outcome) throws ExecutionException {
		try {
			return outcome.get(RawPeer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | InterruptedException ex) {
			throw new AssertionError("No outcome of " + call + " within " + RawPeer.TIMEOUT, ex);
		}
	}

	private static JsonNode describe(Throwable thrown) {
		if (thrown instanceof NodeClient.Failure failure) {
			return failure.error();
		}
		assertThat(thrown).isInstanceOf(SocketException.class);
		SocketException ex = (SocketException) thrown;
		ObjectNode error = MAPPER.createObjectNode();
		error.put("type", ex.type());
		error.put("ref", ex.context().ref());
		if (ex.data() != null) {
			error.set("data", MAPPER.valueToTree(ex.data()));
		}
		ex.displayMessage().ifPresent((text) -> error.put("displayMessage", text));
		return error;
	}

	@Override
	public void close() {
		this.client.close().block(RawPeer.TIMEOUT);
		this.peer.close();
	}

}
