package io.grest.ws.stream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.grest.ws.connection.ConnectionOptions;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import reactor.core.publisher.Flux;

/**
 * The rules of Reactive Streams for the {@code Flux} that a handler takes, over a real
 * socket.
 */
public class InputPublisherTckTests extends PublisherVerification<Long> {

	private StreamPair pair;

	public InputPublisherTckTests() {
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
	public Publisher<Long> createPublisher(long elements) {
		Flux<Long> numbers = Flux.range(0, (int) Math.min(elements, Integer.MAX_VALUE)).map(Integer::longValue);
		return input(numbers);
	}

	@Override
	public Publisher<Long> createFailedPublisher() {
		return input(Flux.error(new IllegalStateException("as it should")));
	}

	private Publisher<Long> input(Flux<Long> numbers) {
		CompletableFuture<Flux<Long>> taken = this.pair.serverHandler.nextHeld();
		this.pair.toServer().hold(numbers).subscribe(null, (ex) -> {
		});
		return taken.orTimeout(10, TimeUnit.SECONDS).join();
	}

}
