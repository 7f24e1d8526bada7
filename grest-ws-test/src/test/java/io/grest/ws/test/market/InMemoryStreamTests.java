package io.grest.ws.test.market;

import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;

/**
 * Streams of a tester in memory.
 */
@GrestWsTest(value = MarketService.class, transport = Transport.IN_MEMORY)
class InMemoryStreamTests extends StreamTesterTests {

}
