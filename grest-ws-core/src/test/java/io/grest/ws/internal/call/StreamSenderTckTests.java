package io.grest.ws.internal.call;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

import io.grest.ws.internal.wire.FrameSource;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.StreamFrames;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * The rules of Reactive Streams for {@link StreamSender}, with a transport that takes
 * everything.
 */
public class StreamSenderTckTests extends SubscriberBlackboxVerification<Object> {

	public StreamSenderTckTests() {
		super(new TestEnvironment(1_000, 200));
	}

	@Override
	public Subscriber<Object> createSubscriber() {
		return new StreamSender(new Sender(), new Owner(), "1", StreamFrames.UNBOUNDED);
	}

	@Override
	public Object createElement(int element) {
		return element;
	}

	private static final class Owner implements StreamSender.Owner {

		@Override
		public Context context() {
			return Context.empty();
		}

		@Override
		public OutboundFrame frame(Object item) {
			byte[] bytes = item.toString().getBytes(StandardCharsets.UTF_8);
			return new OutboundFrame(FrameType.ITEM, "", bytes, bytes.length);
		}

		@Override
		public void ended(@Nullable Throwable ex) {
		}

		@Override
		public void passed(int items) {
		}

		@Override
		public void lastPassed() {
		}

	}

	private static final class Sender implements FrameSender {

		@Override
		public boolean takes(OutboundFrame frame) {
			return true;
		}

		@Override
		public String describeTooLarge(String what, OutboundFrame frame) {
			return what;
		}

		@Override
		public boolean push(OutboundFrame frame) {
			return true;
		}

		@Override
		public boolean offer(OutboundFrame frame) {
			return true;
		}

		@Override
		public void withdraw(Predicate<OutboundFrame> unwanted) {
		}

		@Override
		public void answer(OutboundFrame frame) {
		}

		@Override
		public void ready(FrameSource source) {
			do {
				while (source.next() != null) {
					// Taken.
				}
			}
			while (source.turnEnded());
		}

		@Override
		public void executeLater(Runnable task) {
			Schedulers.parallel().schedule(task);
		}

	}

}
