package io.grest.ws.demo.samples;

import io.grest.ws.demo.samples.VersionSamples.OrderClient;
import io.grest.ws.demo.samples.VersionSamples.OrderServer;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.test.context.ContextConfiguration;

/**
 * The samples about two contracts with the same interfaces.
 */
@GrestWsTest(transport = Transport.IN_MEMORY)
@ContextConfiguration(classes = VersionSamples.class)
class VersionSamplesTests {

	@Test
	void placesOrder(@Autowired @Qualifier("ordersV2") SocketTester<OrderServer, OrderClient> orders) {
		orders.connect().call((server) -> server.place("tea")).returns("2: tea");
	}

}
