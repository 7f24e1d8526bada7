package io.grest.ws.conformance;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Speaks to a client, on the first connection that it opens, and calls its methods.
 */
final class ClientConversation extends Conversation implements AutoCloseable {

	private final Map<String, CompletableFuture<JsonNode>> calls = new HashMap<>();

	private final TestedClient client;

	private final CompletableFuture<?> connected;

	private final RawPeer peer;

	/**
	 * Let a client connect.
	 */
	ClientConversation(RawServer server, TestedClient client) {
		this.client = client;
		this.connected = client.connect();
		this.peer = accept(server);
	}

	private RawPeer accept(RawServer server) {
		try {
			return server.accept();
		}
		catch (AssertionError ex) {
			String outcome = this.connected.handle((any, failure) -> (failure != null) ? failure.toString() : "done")
				.getNow("not done");
			AssertionError failed = new AssertionError(ex.getMessage() + "; its connect is " + outcome, ex);
			try {
				this.client.close();
			}
			catch (AssertionError | RuntimeException notClosed) {
				failed.addSuppressed(notClosed);
			}
			throw failed;
		}
	}

	@Override
	RawPeer peer() {
		return this.peer;
	}

	@Override
	void call(String method, @Nullable JsonNode input, @Nullable String as) {
		result("connect", this.connected);
		CompletableFuture<JsonNode> outcome = this.client.call(method, input);
		if (as != null) {
			this.calls.put(as, outcome);
		}
	}

	@Override
	void expectReturned(String call, JsonNode value) {
		JsonNode result = result(call, outcome(call));
		String mismatch = JsonPattern.mismatch(value, result);
		Check.that(mismatch == null, "expected that %s returns %s, came %s: %s", call, value, result, mismatch);
	}

	@Override
	void expectFailed(String call, JsonNode error) {
		expectError(call, outcome(call), error);
	}

	private CompletableFuture<JsonNode> outcome(String call) {
		return Check.present(this.calls.get(call), "No call has the name %s, only %s", call, this.calls.keySet());
	}

	/**
	 * Check the end of the connect.
	 * @param error what it fails with, or {@code null} if it succeeds
	 */
	void expectConnect(@Nullable JsonNode error) {
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
			throw new AssertionError("expected that " + call + " succeeds, it failed: " + ex.getCause(), ex);
		}
	}

	private static void expectError(String call, CompletableFuture<?> outcome, JsonNode expected) {
		try {
			Object result = await(call, outcome);
			throw new AssertionError("expected that " + call + " fails with " + expected + ", it returned " + result);
		}
		catch (ExecutionException ex) {
			if (!(ex.getCause() instanceof ClientFailure failure)) {
				throw new AssertionError(call + " failed with no error of the client: " + ex.getCause(), ex);
			}
			String mismatch = JsonPattern.mismatch(expected, failure.error());
			Check.that(mismatch == null, "expected that %s fails with %s, came %s: %s", call, expected, failure.error(),
					mismatch);
		}
	}

	private static <T> T await(String call, CompletableFuture<T> outcome) throws ExecutionException {
		try {
			return outcome.get(RawPeer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | InterruptedException ex) {
			throw new AssertionError("expected an outcome of " + call + ", came none within " + RawPeer.TIMEOUT, ex);
		}
	}

	@Override
	public void close() {
		try {
			this.client.close();
		}
		finally {
			this.peer.close();
		}
	}

}
