package io.grest.ws.conformance;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client under test. What fails in it fails with a {@link ClientFailure}.
 */
interface TestedClient extends AutoCloseable {

	/**
	 * Connect.
	 * @return done when the handshake is
	 */
	CompletableFuture<?> connect();

	/**
	 * Call a method of the server.
	 * @param method the name of the method
	 * @param input the input, or {@code null} for none
	 * @return the result
	 */
	CompletableFuture<JsonNode> call(String method, @Nullable JsonNode input);

	@Override
	void close();

}
