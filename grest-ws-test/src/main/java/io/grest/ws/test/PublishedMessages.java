package io.grest.ws.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.SocketContract;
import org.jspecify.annotations.Nullable;

/**
 * Messages that the code under test has published to one topic, user or connection of
 * {@link TestSockets}. Expectations wait for messages of other threads, as those of a
 * {@link SocketTester} do.
 *
 * @param <R> the methods of a client
 * @since 0.1.0
 */
public final class PublishedMessages<R> {

	private final String name;

	private final Conversation conversation;

	private final ReceivedCalls<R> calls;

	private final List<Published> all = new CopyOnWriteArrayList<>();

	PublishedMessages(SocketContract<?, R> contract, String name) {
		this.name = name;
		this.conversation = new Conversation(contract, Conversation.TIMEOUT);
		this.calls = new ReceivedCalls<>(contract.clientType(), contract.clientMethods());
	}

	void record(ContractMethod method, @Nullable Object payload, @Nullable String except) {
		this.all.add(new Published(method.name(), payload, except));
		this.calls.record(method, payload);
	}

	/**
	 * Expect a message.
	 * @param method the method, such as {@code ChatClient::newMessage}
	 * @param <T> the type of the payload
	 * @return the expectation, to be completed by the test
	 */
	@SuppressWarnings({ "unchecked", "NullAway" })
	public <T> SocketExpectation<T> expect(BiConsumer<R, T> method) {
		return expectation((client, payload) -> method.accept(client, (T) payload));
	}

	/**
	 * Expect a message that has no payload.
	 * @param method the method, such as {@code ChatClient::refresh}
	 * @return the expectation, to be completed by the test
	 */
	public SocketExpectation<Void> expect(Consumer<R> method) {
		return expectation((client, payload) -> method.accept(client));
	}

	private <T> SocketExpectation<T> expectation(BiConsumer<R, @Nullable Object> method) {
		SocketExpectation<T> expectation = new SocketExpectation<>(this.conversation, this.calls,
				this.calls.named(method));
		this.conversation.begin(expectation::fault);
		return expectation;
	}

	/**
	 * Assert that nothing was published that was not expected.
	 */
	public void nothingElse() {
		List<ReceivedCalls.Call> open = this.calls.open(null);
		if (!open.isEmpty()) {
			throw new AssertionError("Published to " + this.name + "\n  Expected: nothing else\n  Actual:   " + open);
		}
	}

	/**
	 * Return all messages, expected or not.
	 * @return the messages in the order in which they were published
	 */
	public List<Published> list() {
		return List.copyOf(this.all);
	}

	void gather(List<String> faults) {
		this.calls.open(null)
			.forEach((call) -> faults.add("The code under test published " + call + " to " + this.name
					+ ", which the test did not expect: use published(...).expect(...)"));
		faults.addAll(this.conversation.leftovers());
	}

	/**
	 * Return a description with the topic.
	 */
	@Override
	public String toString() {
		return "Messages published to " + this.name;
	}

	/**
	 * Message that was published.
	 *
	 * @param method the name of the method
	 * @param payload the payload, or {@code null} for none
	 * @param except the id of the connection that is left out, or {@code null} for none
	 */
	public record Published(String method, @Nullable Object payload, @Nullable String except) {

	}

}
