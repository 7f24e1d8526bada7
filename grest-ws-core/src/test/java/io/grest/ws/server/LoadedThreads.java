package io.grest.ws.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Threads of handlers under load, and how often a virtual one has held its carrier while
 * it waited.
 */
final class LoadedThreads implements Executor, AutoCloseable {

	private static final String PINNED = "jdk.VirtualThreadPinned";

	private static final Duration LONG = Duration.ofMillis(20);

	private final String name;

	private final int most;

	private final ExecutorService threads;

	private final Recording recording = new Recording();

	private LoadedThreads(String name, int most, ExecutorService threads) {
		this.name = name;
		this.most = most;
		this.threads = threads;
		this.recording.enable(PINNED).withThreshold(LONG).withStackTrace();
		this.recording.start();
	}

	static LoadedThreads pool(int size) {
		return new LoadedThreads("pool of " + size, size, Executors.newFixedThreadPool(size));
	}

	static LoadedThreads virtual() {
		try {
			return new LoadedThreads("virtual threads", Integer.MAX_VALUE,
					(ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** How many tasks run at the same time, of so many. */
	int running(int tasks) {
		return Math.min(tasks, this.most);
	}

	@Override
	public void execute(Runnable task) {
		this.threads.execute(task);
	}

	/** Where threads were pinned for long so far. */
	List<String> pinned() throws IOException {
		Path file = Files.createTempFile("pinned", ".jfr");
		try {
			this.recording.dump(file);
			List<String> pinned = new ArrayList<>();
			for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
				pinned.add(event.getDuration().toMillis() + " ms" + frames(event.getStackTrace()));
			}
			return pinned;
		}
		finally {
			Files.delete(file);
		}
	}

	private static String frames(RecordedStackTrace trace) {
		StringBuilder frames = new StringBuilder();
		if (trace != null) {
			for (RecordedFrame frame : trace.getFrames()) {
				frames.append("\n\t" + frame.getMethod().getType().getName() + "." + frame.getMethod().getName());
			}
		}
		return frames.toString();
	}

	@Override
	public void close() {
		this.recording.close();
		this.threads.shutdownNow();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
