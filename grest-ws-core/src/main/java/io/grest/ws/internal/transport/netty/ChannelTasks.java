package io.grest.ws.internal.transport.netty;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;

/**
 * Tasks on the event loop of a channel. A task is dropped if the event loop is shut down,
 * and with it the channel.
 */
final class ChannelTasks {

	private ChannelTasks() {
	}

	/**
	 * Run a task, at once if called on the event loop.
	 */
	static void run(Channel channel, Runnable task) {
		if (channel.eventLoop().inEventLoop()) {
			task.run();
		}
		else {
			execute(channel, task);
		}
	}

	/**
	 * Run a task after the current one.
	 */
	static void execute(Channel channel, Runnable task) {
		try {
			channel.eventLoop().execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The event loop is shut down.
		}
	}

	/**
	 * Run a task after the event loop has read once more.
	 */
	static void executeAfterReading(Channel channel, Runnable task) {
		// The event loop runs all tasks before it reads again, but a task scheduled by a
		// task runs after reading.
		execute(channel, () -> channel.eventLoop().schedule(task, 0, TimeUnit.NANOSECONDS));
	}

}
