package io.grest.ws.demo.samples;

import java.time.Duration;

import io.grest.ws.demo.samples.TopicSamples.Guest;
import io.grest.ws.demo.samples.TopicSamples.RoomClient;
import io.grest.ws.test.TestSockets;
import io.grest.ws.topic.Present;
import io.grest.ws.topic.SocketTopic;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/**
 * Tests of the code of the documentation about topics, the first of which is on the page.
 */
class TopicSamplesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final TestSockets<RoomClient> sockets = TestSockets.of(TopicSamples.CONTRACT);

	private final TopicSamples rooms = new TopicSamples(this.sockets);

	@Test
	void publishes() {
		this.rooms.say("kitchen", "Lunch").block(TIMEOUT);
		this.rooms.notify("ann", "Hello");
		this.sockets.published("room:kitchen").expect(RoomClient::said).matching("Lunch"::equals);
		this.sockets.publishedToUser("ann").expect(RoomClient::said).matching("Hello"::equals);
		this.sockets.publishedToEveryone().expect(RoomClient::said).times(1);
		this.sockets.verify();
	}

	@Test
	void listsGuests() {
		SocketTopic<RoomClient> kitchen = this.sockets.topic("room:{room}", "kitchen");
		this.sockets.present(kitchen, new Present<>("c1", "ann", new Guest("Ann")));
		StepVerifier.create(this.rooms.guests("kitchen")).expectNext("Ann").verifyComplete();
		StepVerifier.create(this.rooms.awake("kitchen")).expectNext(0L).verifyComplete();
	}

}
