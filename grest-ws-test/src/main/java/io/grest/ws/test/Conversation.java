package io.grest.ws.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.test.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one test of one side share: the wire, the time to wait, what still
 * has to be looked at, and how a failure is told.
 */
final class Conversation {

	static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final Wire wire;

	private final List<Supplier<@Nullable String>> unfinished = new CopyOnWriteArrayList<>();

	private final List<String> faults = new CopyOnWriteArrayList<>();

	private final Duration defaultTimeout;

	private volatile Duration timeout;

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
	 * Wait until what was sent so far is handled, however short the test's own patience
	 * is.
	 */
	void settle() {
		this.wire.settle(patience());
	}

	/**
	 * How long to wait where that is not what the test is about.
	 */
	Duration patience() {
		return (this.timeout.compareTo(this.defaultTimeout) > 0) ? this.timeout : this.defaultTimeout;
	}

	/**
	 * Have something looked at when the test ends.
	 * @param fault what is missing, with its remedy, or {@code null} if nothing is
	 */
	void begin(Supplier<@Nullable String> fault) {
		this.unfinished.add(fault);
	}

	/**
	 * Something went wrong that the test may not see.
	 */
	void fault(String text) {
		this.faults.add(text);
	}

	/**
	 * What is left to say when the test ends, apart from calls that arrived.
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
	 * A failure that names what was looked at, what was expected, what there was instead,
	 * and the last frames.
	 */
	AssertionError failure(String subject, String expected, String actual, @Nullable Throwable cause) {
		return new AssertionError(
				subject + "\n  Expected: " + expected + "\n  Actual:   " + actual + "\n" + this.wire.log().describe(),
				cause);
	}

}
