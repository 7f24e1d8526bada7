package io.grest.ws.internal.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

import io.grest.ws.protocol.SocketCloseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * A transport that has room for as many frames as a test says, and keeps what is written.
 * Tasks run at once, or, as on an event loop, when the test says.
 */
final class FakeTransport implements SocketTransport {

	private final List<String> events = new ArrayList<>();

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private int room = Integer.MAX_VALUE;

	private long pendingBytes;

	private boolean onEventLoop;

	private Executor eventLoop;

	private boolean calledOnEventLoop;

	private int tasksAfterReading;

	private Runnable whenAskedForRoom = () -> {
	};

	FakeTransport room(int frames) {
		this.room = frames;
		return this;
	}

	FakeTransport pendingBytes(long bytes) {
		this.pendingBytes = bytes;
		return this;
	}

	FakeTransport onEventLoop() {
		this.onEventLoop = true;
		return this;
	}

	/**
	 * As on an event loop that other transports have too, and that runs the tasks.
	 */
	FakeTransport onEventLoop(Executor eventLoop) {
		this.eventLoop = eventLoop;
		return this;
	}

	/**
	 * As on an event loop, the caller being on it.
	 */
	FakeTransport calledOnEventLoop() {
		this.calledOnEventLoop = true;
		return onEventLoop();
	}

	/**
	 * Run this once, when the queue next asks for room.
	 */
	FakeTransport whenAskedForRoom(Runnable action) {
		this.whenAskedForRoom = action;
		return this;
	}

	/**
	 * Run the tasks of the event loop.
	 */
	void runTasks() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

	int tasks() {
		return this.tasks.size();
	}

	/**
	 * How many tasks were to wait until the event loop has read.
	 */
	int tasksAfterReading() {
		return this.tasksAfterReading;
	}

	/**
	 * What was written, each frame as text, {@code PING} and {@code FLUSH}.
	 */
	List<String> events() {
		return this.events;
	}

	List<String> frames() {
		return this.events.stream().filter((event) -> !event.equals("FLUSH")).toList();
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Mono<CloseStatus> closeStatus() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Mono<Void> open(TransportListener listener) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Executor eventLoop() {
		return this.eventLoop;
	}

	@Override
	public void execute(Runnable task) {
		if (this.eventLoop != null) {
			this.eventLoop.execute(task);
		}
		else if (this.onEventLoop) {
			this.tasks.add(task);
		}
		else {
			task.run();
		}
	}

	@Override
	public void executeAfterReading(Runnable task) {
		this.tasksAfterReading++;
		execute(task);
	}

	@Override
	public boolean isOnEventLoop() {
		return this.calledOnEventLoop;
	}

	@Override
	public boolean isReady() {
		Runnable action = this.whenAskedForRoom;
		this.whenAskedForRoom = () -> {
		};
		action.run();
		return this.room > 0;
	}

	@Override
	public void write(byte[] frame) {
		this.room--;
		this.events.add(new String(frame, StandardCharsets.UTF_8));
	}

	@Override
	public void ping() {
		this.room--;
		this.events.add("PING");
	}

	@Override
	public void flush() {
		this.events.add("FLUSH");
	}

	@Override
	public long pendingBytes() {
		return this.pendingBytes;
	}

	@Override
	public Mono<Void> close(SocketCloseStatus status) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void abort() {
		throw new UnsupportedOperationException();
	}

}
