package io.grest.ws.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.session.ConnectionAccess;
import io.grest.ws.test.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * State shared by the parts of one tester during one test: the wire, the timeout, the
 * pending checks, and the form of failures.
 */
final class Conversation {

	static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration STEP = Duration.ofMillis(1);

	private final Wire wire;

	private final List<Supplier<@Nullable String>> unfinished = new CopyOnWriteArrayList<>();

	private final List<String> faults = new CopyOnWriteArrayList<>();

	private final Duration defaultTimeout;

	private volatile Duration timeout;

	private volatile Supplier<? extends Collection<SocketConnection<?>>> peers = List::of;

	Conversation(SocketContract<?, ?> contract, Duration timeout) {
		this.wire = new Wire(contract);
		this.defaultTimeout = timeout;
		this.timeout = timeout;
	}

	Wire wire() {
		return this.wire;
	}

	Duration timeout() {
		return this.timeout;
	}

	void timeout(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Set the connections of the other side, if it runs in this process.
	 * @param peers a supplier of the connections at present
	 */
	void peers(Supplier<? extends Collection<SocketConnection<?>>> peers) {
		this.peers = peers;
	}

	/**
	 * Wait until what was sent so far is handled, even if the test has set a short
	 * timeout. Of a server in another process this is not known of messages that it
	 * handles on another thread.
	 */
	void settle() {
		this.wire.settle(patience());
		if (this.peers.get().isEmpty()) {
			return;
		}
		long end = System.nanoTime() + patience().toNanos();
		// Twice, as what was not read while a handler ran is read after it.
		int quiet = 0;
		while (quiet < 2 && System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
			if (areHandling()) {
				quiet = 0;
				LockSupport.parkNanos(STEP.toNanos());
			}
			else {
				quiet++;
				this.wire.settle(patience());
			}
		}
	}

	/**
	 * Wait until a condition holds that nobody tells of.
	 * @return {@code false} if it does not hold in time
	 */
	boolean until(BooleanSupplier condition) {
		return until(condition, patience());
	}

	/**
	 * Wait until a condition holds that nobody tells of.
	 * @return {@code false} if it does not hold in time
	 */
	boolean until(BooleanSupplier condition, Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
				return false;
			}
			LockSupport.parkNanos(STEP.toNanos());
		}
		return true;
	}

	private boolean areHandling() {
		return this.peers.get().stream().anyMatch(ConnectionAccess::handlesMessages);
	}

	/**
	 * Return the timeout of waits that are not part of the test itself.
	 */
	Duration patience() {
		return (this.timeout.compareTo(this.defaultTimeout) > 0) ? this.timeout : this.defaultTimeout;
	}

	/**
	 * Register a check that runs when the test ends.
	 * @param fault a supplier of what is missing, with its remedy, or of {@code null} if
	 * nothing is
	 */
	void begin(Supplier<@Nullable String> fault) {
		this.unfinished.add(fault);
	}

	/**
	 * Add a fault that the test itself may not notice.
	 */
	void fault(String text) {
		this.faults.add(text);
	}

	/**
	 * Return the faults to report when the test ends, apart from unexpected calls.
	 */
	List<String> leftovers() {
		List<String> left = new ArrayList<>(this.faults);
		this.unfinished.stream().map(Supplier::get).filter(Objects::nonNull).forEach(left::add);
		return left;
	}

	void reset() {
		this.wire.reset();
		this.unfinished.clear();
		this.faults.clear();
		this.timeout = this.defaultTimeout;
	}

	/**
	 * Create a failure with its subject, the expected and the actual outcome, and the
	 * last frames.
	 */
	AssertionError failure(String subject, String expected, String actual, @Nullable Throwable cause) {
		return new AssertionError(
				subject + "\n  Expected: " + expected + "\n  Actual:   " + actual + "\n" + this.wire.log().describe(),
				cause);
	}

}
