package io.grest.ws.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.grest.ws.connection.Resumption;
import io.grest.ws.contract.SocketContract;
import org.jspecify.annotations.Nullable;

/**
 * Return of a tester with another socket, and the verdict on what it has missed. The
 * verdict is there once the server has told the positions of all topics; every assertion
 * of it waits for it.
 *
 * @since 0.1.0
 * @see SocketTester#resume()
 */
public final class SocketResume {

	private final Conversation conversation;

	private final SocketContract<?, ?> contract;

	private final CompletableFuture<Resumption> verdict;

	private final boolean isSame;

	SocketResume(Conversation conversation, SocketContract<?, ?> contract, CompletableFuture<Resumption> verdict,
			boolean isSame) {
		this.conversation = conversation;
		this.contract = contract;
		this.verdict = verdict;
		this.isSame = isSame;
	}

	/**
	 * Assert that the session goes on: the connection is the same on both sides.
	 * @return this
	 */
	public SocketResume sameSession() {
		if (!this.isSame) {
			throw failure("sameSession()", "the session of before", "a new one. The server has ended the one of before,"
					+ " or does not let this client go on: it must be the same user, and the contract says whether one"
					+ " that nobody has authenticated may", null);
		}
		return this;
	}

	/**
	 * Assert that the server has begun a new session.
	 * @return this
	 */
	public SocketResume newSession() {
		if (this.isSame) {
			throw failure("newSession()", "a new session",
					"the session of before: end it by expire() before resume(), or return to another server", null);
		}
		return this;
	}

	/**
	 * Assert what the client knows of what it has missed.
	 * @param expected the verdict
	 * @return this
	 */
	public SocketResume verdict(Resumption.Outcome expected) {
		Resumption actual = get("verdict(" + expected + ")");
		if (actual.outcome() != expected) {
			throw failure("verdict(" + expected + ")", expected.toString(), describe(actual), null);
		}
		return this;
	}

	/**
	 * Assert the number of messages of topics with history that have followed.
	 * @param messages the number of messages
	 * @return this
	 */
	public SocketResume recovered(int messages) {
		Resumption actual = get("recovered(" + messages + ")");
		if (actual.recovered() != messages) {
			throw failure("recovered(" + messages + ")", messages + " messages", describe(actual), null);
		}
		return this;
	}

	/**
	 * Assert that messages of a topic are lost.
	 * @param topic the name of the topic, such as {@code room:42}
	 * @param reason the reason, such as {@code trimmed} or {@code expired}
	 * @return this
	 */
	public SocketResume lost(String topic, String reason) {
		String subject = "lost(\"" + topic + "\", \"" + reason + "\")";
		Resumption actual = get(subject);
		if (!reason.equals(actual.lost().get(topic))) {
			throw failure(subject, topic + " to be lost as " + reason, describe(actual), null);
		}
		return this;
	}

	/**
	 * Return the verdict, for assertions beyond those of this class.
	 * @return the verdict
	 */
	public Resumption resumption() {
		return get("resumption()");
	}

	private Resumption get(String subject) {
		try {
			return this.verdict.get(this.conversation.timeout().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			throw failure(subject, "a verdict",
					"none within " + this.conversation.timeout()
							+ ". Either the position of a topic is missing below, or the server did not let the client"
							+ " go on, such as one that nobody has authenticated: use as(...), or"
							+ " .resume((resume) -> resume.anonymous()) in the contract",
					ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for a verdict", ex);
		}
	}

	private static String describe(Resumption actual) {
		return actual.outcome() + ", " + actual.recovered() + " messages recovered, "
				+ (actual.lost().isEmpty() ? "no topic lost" : "lost " + actual.lost());
	}

	private AssertionError failure(String subject, String expected, String actual, @Nullable Throwable cause) {
		return this.conversation.failure(this.contract.name() + " resume()." + subject, expected, actual, cause);
	}

}
