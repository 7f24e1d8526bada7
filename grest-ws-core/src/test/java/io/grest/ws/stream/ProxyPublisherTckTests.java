package io.grest.ws.stream;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.stream.PairApi.Lines;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/**
 * The rules of Reactive Streams for the {@code Flux} of a proxy, over a real socket.
 */
public class ProxyPublisherTckTests extends PublisherVerification<String> {

	private StreamPair pair;

	public ProxyPublisherTckTests() {
		super(new TestEnvironment(1_000, 200), 1_000);
	}

	@BeforeClass
	public void connect() {
		this.pair = new StreamPair(ConnectionOptions.builder().maxStreams(10_000).maxInFlight(10_000).build());
	}

	@AfterClass
	public void close() {
		this.pair.close();
	}

	@Override
	public Publisher<String> createPublisher(long elements) {
		return this.pair.toServer().lines(new Lines((int) Math.min(elements, Integer.MAX_VALUE), 1));
	}

	// A stream fails when it is asked for items, as each subscription is a call.
	@Override
	public Publisher<String> createFailedPublisher() {
		return null;
	}

}
