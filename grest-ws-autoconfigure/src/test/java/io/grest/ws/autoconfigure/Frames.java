package io.grest.ws.autoconfigure;

import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a raw client receives.
 */
final class Frames implements WebSocket.Listener {

	private static final long TIMEOUT_SECONDS = 10;

	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	String next() throws InterruptedException {
		String frame = this.received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		assertThat(frame).as("frame").isNotNull();
		return frame;
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.received.add(data.toString());
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.received.add("closed " + statusCode + " " + reason);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.received.add("failed " + error);
	}

}
