package io.grest.ws.security;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Raw client of a door.
 */
final class DoorClient implements WebSocket.Listener {

	private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Doors.SOON).build();

	private static final Pattern ERROR = Pattern.compile("\"success\":false,\"type\":\"(\\w+)\"");

	private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

	private final StringBuilder text = new StringBuilder();

	private final URI uri;

	private @Nullable WebSocket socket;

	private DoorClient(URI uri) {
		this.uri = uri;
	}

	/**
	 * Open a connection.
	 * @param header the name of a header of the upgrade, or {@code null}
	 * @return the client, or {@code null} if the upgrade was refused with 401
	 */
	static @Nullable DoorClient open(URI uri, @Nullable String header, String value) {
		DoorClient client = new DoorClient(uri);
		WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(Doors.SOON);
		if (header != null) {
			builder.header(header, value);
		}
		try {
			client.socket = builder.buildAsync(uri, client).join();
			return client;
		}
		catch (CompletionException ex) {
			assertThat(ex.getCause()).isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(refused) -> assertThat(refused.getResponse().statusCode()).isEqualTo(401));
			return null;
		}
	}

	static String logIn(int port, String user) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/login"))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.timeout(Doors.SOON)
			.POST(HttpRequest.BodyPublishers.ofString("username=" + user + "&password=secret"))
			.build();
		HttpResponse<Void> response = HTTP.send(request, HttpResponse.BodyHandlers.discarding());
		return response.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
	}

	void send(String frame) throws Exception {
		assertThat(this.socket).isNotNull();
		this.socket.sendText(frame, true).get(Doors.SOON.toSeconds(), TimeUnit.SECONDS);
	}

	String next() throws InterruptedException {
		String frame = this.frames.poll(Doors.SOON.toSeconds(), TimeUnit.SECONDS);
		assertThat(frame).as("a frame from " + this.uri).isNotNull();
		return frame;
	}

	/**
	 * Return the type of an error, or the frame if it is none.
	 */
	static String outcome(String frame) {
		Matcher error = ERROR.matcher(frame);
		return error.find() ? error.group(1) : frame;
	}

	void close() {
		if (this.socket != null) {
			this.socket.abort();
		}
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			this.frames.add(this.text.toString());
			this.text.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.frames.add("closed " + statusCode + " " + reason);
		return null;
	}

}
