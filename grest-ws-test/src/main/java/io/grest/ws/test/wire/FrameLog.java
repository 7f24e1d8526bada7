package io.grest.ws.test.wire;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.test.wire.RecordedFrame.Direction;

/**
 * Log of the latest 10,000 frames of a test, in the order in which they were sent and
 * received. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FrameLog {

	private static final int LIMIT = 10_000;

	private static final int SHOWN = 20;

	private static final int SHORT_RUN = 3;

	// Guarded by this.
	private final Deque<RecordedFrame> frames = new ArrayDeque<>();

	private final WireFormat format;

	private volatile long since = System.nanoTime();

	FrameLog(WireFormat format) {
		this.format = format;
	}

	synchronized void add(Direction direction, String text) {
		if (this.frames.size() == LIMIT) {
			this.frames.removeFirst();
		}
		this.frames
			.addLast(new RecordedFrame(direction, text, Duration.ofNanos(System.nanoTime() - this.since), this.format));
		notifyAll();
	}

	/**
	 * Return all frames so far.
	 * @return a copy
	 */
	public synchronized List<RecordedFrame> frames() {
		return List.copyOf(this.frames);
	}

	/**
	 * Wait for a frame, unless it is in the log already.
	 * @param wanted a predicate of the frame
	 * @param timeout the timeout
	 * @return {@code false} if there was no such frame in time
	 */
	public synchronized boolean await(Predicate<RecordedFrame> wanted, Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		while (this.frames.stream().noneMatch(wanted)) {
			long left = end - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			try {
				TimeUnit.NANOSECONDS.timedWait(this, left);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}
		return true;
	}

	synchronized void clear() {
		this.frames.clear();
		this.since = System.nanoTime();
	}

	/**
	 * Return the last 20 frames, one in each line. Of successive items of one stream, and
	 * of the credit for them, only the first and the last are shown.
	 * @return the lines
	 */
	public synchronized String describe() {
		if (this.frames.isEmpty()) {
			return "No frames were sent or received.";
		}
		List<String> lines = lines();
		return "Last frames (--> sent, <-- received):\n" + lines.stream()
			.skip(Math.max(0, lines.size() - SHOWN))
			.map((line) -> "  " + line)
			.collect(Collectors.joining("\n"));
	}

	private List<String> lines() {
		List<String> lines = new ArrayList<>();
		List<RecordedFrame> run = new ArrayList<>();
		for (RecordedFrame frame : this.frames) {
			if (!run.isEmpty() && !frame.continues(run.get(0))) {
				addTo(lines, run);
				run.clear();
			}
			run.add(frame);
		}
		addTo(lines, run);
		return lines;
	}

	private static void addTo(List<String> lines, List<RecordedFrame> run) {
		if (run.size() <= SHORT_RUN) {
			run.forEach((frame) -> lines.add(frame.toString()));
			return;
		}
		lines.add(run.get(0).toString());
		lines.add("          ... " + (run.size() - 2) + " frames of this stream");
		lines.add(run.get(run.size() - 1).toString());
	}

}
