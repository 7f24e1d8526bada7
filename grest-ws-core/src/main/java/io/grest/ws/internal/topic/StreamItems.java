package io.grest.ws.internal.topic;

import java.util.Arrays;
import java.util.Set;

import io.grest.ws.contract.Item;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.SocketException;
import io.grest.ws.internal.call.ReceivedErrors;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.Result;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.TopicMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a topic of a detached stream carries: its begin, with the producer that has won,
 * then its items, then its end. Safe to use from any thread.
 *
 * @param <T> the type of an item
 * @since 0.1.0
 */
public final class StreamItems<T> {

	/**
	 * The key of the begin of a stream, which has one.
	 */
	static final String ONCE = "begin";

	private static final String BEGIN = "~begin";

	private static final String ITEM = "~item";

	private static final String END = "~end";

	private static final String STOP = "~stop";

	private final PayloadReader reader;

	private final PayloadWriter writer;

	private final GrestFormat format;

	private final ReceivedErrors errors;

	/**
	 * Prepare the items of streams.
	 * @param contract the contract, whose errors may end them
	 * @param payloads the readers and writers of payloads
	 * @param type the type of an item
	 */
	public StreamItems(SocketContract<?, ?> contract, Payloads payloads, Class<T> type) {
		this.reader = payloads.reader(type);
		this.writer = payloads.writer(type);
		this.format = new GrestFormat(Set.of(), payloads);
		this.errors = new ReceivedErrors("A detached stream of " + contract.name(), contract.errors(), payloads);
	}

	/**
	 * Write the begin of a stream.
	 * @param producer names the producer
	 */
	static Envelope begin(byte[] producer) {
		return new Envelope(BEGIN, null, null, producer);
	}

	static boolean isBegin(TopicMessage message, byte[] producer) {
		return message.envelope().path().equals(BEGIN) && Arrays.equals(message.envelope().json(), producer);
	}

	/**
	 * Write the request to stop a stream.
	 */
	static Envelope stop() {
		return new Envelope(STOP, null, null, null);
	}

	static boolean isStop(TopicMessage message) {
		return message.envelope().path().equals(STOP);
	}

	/**
	 * Write an item.
	 * @throws RuntimeException if it cannot be written
	 */
	Envelope item(Object item) {
		return new Envelope(ITEM, null, null, this.writer.toBytes(item));
	}

	static boolean isItem(TopicMessage message) {
		return message.envelope().path().equals(ITEM);
	}

	/**
	 * Read an item, of any version of its type.
	 */
	@SuppressWarnings("unchecked")
	Item<T> read(TopicMessage message) {
		byte[] json = message.envelope().json();
		Assert.state(json != null && message.position() != null, "An item of a stream has no content");
		return new Item<>(message.position().toString(), (T) this.reader.read(Payload.of(json)));
	}

	/**
	 * Write the end of a stream.
	 * @param error the error, or {@code null} for none
	 */
	Envelope end(@Nullable SocketException error) {
		return new Envelope(END, null, null, (error != null) ? failure(error) : null);
	}

	private byte[] failure(SocketException error) {
		OutboundFrame frame = this.format.streams().error("", error);
		return Arrays.copyOfRange(frame.bytes(), frame.payloadOffset(), frame.length());
	}

	static boolean isEnd(TopicMessage message) {
		return message.envelope().path().equals(END);
	}

	/**
	 * Return whether those who listen can be told an error.
	 */
	boolean isKnown(SocketException error) {
		return this.errors.isKnown(error.type());
	}

	/**
	 * Read the error that a stream has ended with, or {@code null}.
	 */
	@Nullable SocketException error(TopicMessage end) {
		byte[] json = end.envelope().json();
		return (json != null && this.format.readResult(Payload.of(json), null) instanceof Result.Failure failure)
				? this.errors.read(failure) : null;
	}

}
