package io.grest.ws.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client of {@link StreamApi} that does what chance says, within the rules, and checks
 * what the server sends: no item without credit, all items in order and none missing
 * before a good end, one answer for each call, and nothing after it.
 */
final class StreamModel {

	private static final int MOST_UNFINISHED = 40;

	private static final long UNBOUNDED = Integer.MAX_VALUE;

	// Infinite streams are given no more in total, so that their end is near.
	private static final int MOST_CREDIT = 300;

	private final Random random;

	private final Consumer<String> sender;

	private final Map<String, Call> unfinished = new HashMap<>();

	private int ids;

	StreamModel(Random random, Consumer<String> sender) {
		this.random = random;
		this.sender = sender;
	}

	boolean hasUnfinished() {
		return !this.unfinished.isEmpty();
	}

	/**
	 * Begin a call, or do something to one that has no answer yet.
	 */
	void act() {
		List<Call> calls = this.unfinished.values().stream().filter((call) -> !call.ofServer).toList();
		if (calls.isEmpty() || (calls.size() < MOST_UNFINISHED && this.random.nextInt(4) == 0)) {
			begin();
			return;
		}
		Call call = calls.get(this.random.nextInt(calls.size()));
		switch (this.random.nextInt(12)) {
			case 0 -> call.cancel();
			case 1 -> call.endInput();
			case 2, 3, 4, 5 -> call.sendItems(1 + this.random.nextInt(4));
			default -> call.giveCredit();
		}
	}

	private void begin() {
		String id = Integer.toString(++this.ids);
		int count = this.random.nextInt(60);
		int credit = this.random.nextBoolean() ? 0 : this.random.nextInt(80);
		Call call = switch (this.random.nextInt(11)) {
			case 0 -> new Call(id, "count", "{\"to\":" + (count + 1) + "}", count + 1, "OK");
			case 1 -> new Call(id, "failAfter", "{\"items\":" + count + "}", count, "ROOM_FULL");
			case 2 -> new Call(id, "crashAfter", "{\"items\":" + count + "}", count, "SERVER_ERROR");
			case 3 -> new Call(id, "forever", "{\"key\":\"k" + id + "\"}", UNBOUNDED, "");
			case 4 -> new Call(id, "never", "{\"key\":\"k" + id + "\"}", 0, "");
			case 5 -> new Call(id, "sum", "", 0, "").takesInput();
			case 6 -> new Call(id, "take", "", 0, "").takesInput();
			case 7 -> new Call(id, "hold", "", 0, "").takesInput();
			case 10 -> new Call(id, "echo", "", UNBOUNDED, "").takesInput();
			case 8 -> new Call(id, "slow", "{\"millis\":" + this.random.nextInt(30) + ",\"key\":\"k\"}", 0, "OK");
			default -> new Call(id, "askTicks",
					"{\"take\":" + count + ",\"window\":" + (1 + this.random.nextInt(50)) + "}", 0, "");
		};
		boolean answersStream = List.of("count", "failAfter", "crashAfter", "forever", "never", "echo")
			.contains(call.method);
		call.answersStream = answersStream;
		String parameters = (answersStream && credit > 0) ? ";cr=" + credit : "";
		call.credit = (answersStream && credit > 0) ? credit : 0;
		call.given = call.credit;
		this.unfinished.put(id, call);
		this.sender.accept("r:StreamApi." + call.method + ":" + id + parameters + (call.input ? ";in=1" : "") + ":"
				+ call.payload);
	}

	void cancelAll() {
		this.unfinished.values().stream().filter((call) -> !call.ofServer).toList().forEach(Call::cancel);
	}

	/**
	 * Check a frame of the server.
	 */
	void received(String text) {
		RawFrame frame = RawFrame.split(text);
		assertThat(frame).as(text).isNotNull();
		String id = frame.bareId();
		if (frame.type().equals("r")) {
			assertThat(id).as(text).startsWith("~");
			assertThat(this.unfinished).as(text).doesNotContainKey(id);
			Call call = new Call(id, "ticks", "", UNBOUNDED, "");
			call.ofServer = true;
			call.credit = Long.parseLong(frame.parameters().getOrDefault("cr", "0"));
			this.unfinished.put(id, call);
			call.tick();
			return;
		}
		Call call = this.unfinished.get(id);
		if (call == null && id.startsWith("~")) {
			// The cancellation or credit of a call that this side has answered.
			return;
		}
		assertThat(call).as("the call of %s, which has no answer yet", text).isNotNull();
		switch (frame.type()) {
			case "n" -> call.item(frame);
			case "q" -> call.credited(frame);
			case "z" -> call.cancelledByServer();
			case "s" -> call.answered(frame);
			default -> throw new AssertionError("Not a frame of a call: " + text);
		}
	}

	private final class Call {

		private final String id;

		private final String method;

		private final String payload;

		private final long items;

		// The type of its end, empty for any.
		private final String end;

		private boolean input;

		private boolean answersStream;

		private boolean ofServer;

		private boolean cancelled;

		private boolean inputEnded;

		private long credit;

		private long given;

		private long arrived;

		private long inputCredit;

		private final List<Integer> sent = new ArrayList<>();

		Call(String id, String method, String payload, long items, String end) {
			this.id = id;
			this.method = method;
			this.payload = payload;
			this.items = items;
			this.end = end;
		}

		Call takesInput() {
			this.input = true;
			return this;
		}

		private void send(String frame) {
			StreamModel.this.sender.accept(frame);
		}

		void cancel() {
			this.cancelled = true;
			send("z::" + this.id + ":");
		}

		void giveCredit() {
			int more = 1 + StreamModel.this.random.nextInt(40);
			if (this.cancelled || !this.answersStream || this.given + more > MOST_CREDIT) {
				return;
			}
			this.given += more;
			this.credit += more;
			send("q::" + this.id + ":" + more);
		}

		void sendItems(int most) {
			for (int i = 0; i < most && this.input && !this.inputEnded && !this.cancelled
					&& this.inputCredit > 0; i++) {
				this.inputCredit--;
				this.sent.add(StreamModel.this.random.nextInt(1_000));
				send("n::" + this.id + ":" + sent(this.sent.size() - 1));
			}
		}

		private String sent(int index) {
			int number = this.sent.get(index);
			return this.method.equals("echo") ? "{\"text\":\"" + number + "\"}" : Integer.toString(number);
		}

		void endInput() {
			if (!this.input || this.inputEnded || this.cancelled) {
				return;
			}
			this.inputEnded = true;
			send(StreamModel.this.random.nextBoolean() ? "n::" + this.id + ";e=1:"
					: "n::" + this.id + ";x=1:{\"success\":false,\"type\":\"ROOM_FULL\",\"statusCode\":409,"
							+ "\"data\":{\"capacity\":2}}");
		}

		// Answer a call of the server with what it has credit for.
		void tick() {
			for (; this.credit > 0; this.credit--) {
				send("n::" + this.id + ":" + ++this.arrived);
			}
			if (StreamModel.this.random.nextInt(5) == 0) {
				send("s:StreamApi.ticks:" + this.id + ":{\"success\":true,\"type\":\"OK\"}");
				StreamModel.this.unfinished.remove(this.id);
			}
		}

		void item(RawFrame frame) {
			assertThat(this.credit).as("credit for %s of %s", frame, this.method).isPositive();
			this.credit--;
			String expected = this.method.equals("echo") ? sent((int) this.arrived) : Long.toString(this.arrived + 1);
			this.arrived++;
			assertThat(frame.data()).as("item of %s", this.method).isEqualTo(expected);
			assertThat(this.arrived).as("items of %s", this.method).isLessThanOrEqualTo(this.items);
		}

		void credited(RawFrame frame) {
			long more = Long.parseLong(frame.data());
			assertThat(more).as(frame.toString()).isPositive();
			if (this.ofServer) {
				this.credit += more;
				tick();
				return;
			}
			assertThat(this.input).as("takes input: %s", frame).isTrue();
			this.inputCredit += more;
			assertThat(this.inputCredit).as("credit of %s", this.method).isLessThanOrEqualTo(32);
		}

		void cancelledByServer() {
			if (this.ofServer) {
				send("s:StreamApi.ticks:" + this.id + ":{\"success\":false,\"type\":\"CANCELLED\",\"statusCode\":499}");
				StreamModel.this.unfinished.remove(this.id);
				return;
			}
			assertThat(this.input).as("takes input: %s", this.method).isTrue();
			this.inputEnded = true;
		}

		void answered(RawFrame frame) {
			assertThat(StreamModel.this.unfinished.remove(this.id)).as(frame.toString()).isNotNull();
			boolean ok = frame.data().startsWith("{\"success\":true");
			if (this.cancelled && frame.data().contains("\"CANCELLED\"")) {
				return;
			}
			if (this.answersStream) {
				long items = this.method.equals("echo") ? this.sent.size() : this.items;
				assertThat(this.arrived).as("items of %s before %s", this.method, frame).isEqualTo(items);
			}
			if (!this.end.isEmpty()) {
				assertThat(frame.data()).as(this.method).contains("\"type\":\"" + this.end + "\"");
			}
			if (ok && this.method.equals("sum")) {
				int sum = this.sent.stream().mapToInt(Integer::intValue).sum();
				assertThat(frame.data()).isEqualTo("{\"success\":true,\"type\":\"OK\",\"data\":" + sum + "}");
			}
			assertThat(Stream.of("never", "forever", "hold")).as("methods that do not end by themselves: %s", frame)
				.doesNotContain(this.method);
		}

	}

}
