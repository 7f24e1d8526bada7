package io.grest.ws.redis;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import io.grest.ws.topic.engine.Position;
import org.jspecify.annotations.Nullable;

/**
 * Client of a few rooms on a bare socket. It records what it is sent and told, and brings
 * its positions to its next socket.
 */
final class CheckedClient {

	private final HttpClient http;

	private final int number;

	// By the names of topics on the wire.
	private final Map<String, Room> rooms = new LinkedHashMap<>();

	// The messages of a volatile topic.
	private int moved;

	// Null while it has no socket.
	private @Nullable Link link;

	private final List<Integer> closedAt = new ArrayList<>();

	CheckedClient(HttpClient http, int number) {
		this.http = http;
		this.number = number;
		CheckedApi.rooms(number).forEach((room) -> this.rooms.put(CheckedApi.wireName(room), new Room(room)));
	}

	/**
	 * Begin to connect, with the positions that were reached.
	 */
	synchronized void connect(int port) {
		Link begun = new Link(port);
		this.link = begun;
		String positions = this.rooms.entrySet()
			.stream()
			.filter((room) -> room.getValue().position != null)
			.map((room) -> room.getKey() + "=" + room.getValue().position)
			.collect(Collectors.joining(" "));
		this.rooms.values().forEach((room) -> room.events.add(new Event(Kind.CONNECTED, null, "")));
		this.http.newWebSocketBuilder()
			.buildAsync(URI.create("ws://127.0.0.1:" + port + "/checked/" + this.number), begun)
			.whenComplete((socket, ex) -> {
				if (ex != null) {
					ended(begun);
				}
				else if (!isCurrent(begun)) {
					socket.abort();
				}
				else {
					socket.sendText(
							"h:::{\"grest-ws-extensions\":\"resume\",\"grest-ws-topics\":\"" + positions + "\"}", true);
				}
			});
	}

	private synchronized boolean isCurrent(Link link) {
		return this.link == link;
	}

	synchronized boolean isConnected() {
		return this.link != null;
	}

	/** Whether it is connected to the node at a port. */
	synchronized boolean isAt(int port) {
		return this.link != null && this.link.port == port;
	}

	/** Lose the socket. What still arrives on it is not read. */
	synchronized void cut() {
		Link link = this.link;
		this.link = null;
		if (link != null && link.socket != null) {
			link.socket.abort();
		}
	}

	/** The ports at which sockets were closed, or not opened, by the other side. */
	synchronized List<Integer> closedAt() {
		return List.copyOf(this.closedAt);
	}

	/** The number of messages of the volatile topic that it has heard. */
	synchronized int moved() {
		return this.moved;
	}

	/** Whether it was told in each room that messages are lost, after so many events. */
	synchronized boolean isToldSince(Map<Integer, Integer> sizes) {
		return this.rooms.values()
			.stream()
			.allMatch((room) -> room.events.stream()
				.skip(sizes.get(room.number))
				.anyMatch((event) -> event.kind() == Kind.LOST));
	}

	/** What has happened so far, by room. */
	synchronized Map<Integer, List<Event>> events() {
		return this.rooms.values().stream().collect(Collectors.toMap((room) -> room.number, Room::copy));
	}

	List<Integer> rooms() {
		return CheckedApi.rooms(this.number);
	}

	synchronized boolean hasReached(int room, Position position) {
		return position.equals(this.rooms.get(CheckedApi.wireName(room)).position);
	}

	private synchronized void ended(Link ended) {
		if (this.link == ended) {
			this.link = null;
			this.closedAt.add(ended.port);
		}
	}

	private synchronized void received(Link link, String frame) {
		if (this.link != link) {
			return;
		}
		if (frame.startsWith("m:CheckedApi.moved")) {
			this.moved++;
		}
		else if (frame.startsWith("m:")) {
			int to = frame.indexOf(";to=");
			int sq = frame.indexOf(";sq=", to);
			int payload = frame.indexOf(':', sq);
			heard(this.rooms.get(frame.substring(to + 4, sq)), frame.substring(sq + 4, payload),
					frame.substring(payload + 2, frame.length() - 1));
		}
		else if (frame.startsWith("j:")) {
			String[] parts = frame.split(":", 4);
			told(this.rooms.get(parts[1]), parts[2], parts[3]);
		}
	}

	private static void heard(Room room, String position, String text) {
		Position heard = Position.parse(position).orElseThrow();
		// As each client does.
		boolean isNew = room.position == null || heard.offset() > room.position.offset();
		room.events.add(new Event(isNew ? Kind.HEARD : Kind.DROPPED, heard, text));
		if (isNew) {
			room.position = heard;
		}
	}

	private static void told(Room room, String position, String verdict) {
		room.position = Position.parse(position).orElseThrow();
		Kind kind = verdict.contains("\"recovered\":true") ? Kind.WHOLE
				: verdict.contains("\"recovered\":false") ? Kind.LOST : Kind.JOINED;
		room.events.add(new Event(kind, room.position, verdict));
	}

	/**
	 * Kind of an event.
	 */
	enum Kind {

		/** It has another socket. */
		CONNECTED,

		/** It has joined without a position. */
		JOINED,

		/** It was told that it has all. */
		WHOLE,

		/** It was told that messages are lost. */
		LOST,

		/** A message. */
		HEARD,

		/** A message at a position that it has passed already. */
		DROPPED

	}

	/**
	 * What has happened to a client in a room.
	 */
	record Event(Kind kind, @Nullable Position position, String text) {

	}

	/**
	 * Room of a client.
	 */
	private static final class Room {

		private final int number;

		private final List<Event> events = new ArrayList<>();

		private @Nullable Position position;

		Room(int number) {
			this.number = number;
		}

		List<Event> copy() {
			return List.copyOf(this.events);
		}

	}

	/**
	 * Socket of a client.
	 */
	private final class Link implements WebSocket.Listener {

		private final int port;

		private final StringBuilder text = new StringBuilder();

		private volatile @Nullable WebSocket socket;

		Link(int port) {
			this.port = port;
		}

		@Override
		public void onOpen(WebSocket socket) {
			this.socket = socket;
			socket.request(1);
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				received(this, this.text.toString());
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			ended(this);
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable ex) {
			ended(this);
		}

	}

}
