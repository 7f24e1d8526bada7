package io.grest.ws.test.market;

import io.grest.ws.test.autoconfigure.GrestWsTest;

/**
 * Streams of a tester on a random port.
 */
@GrestWsTest(MarketService.class)
class RandomPortStreamTests extends StreamTesterTests {

}
