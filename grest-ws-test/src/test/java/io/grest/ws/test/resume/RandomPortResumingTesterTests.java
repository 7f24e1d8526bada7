package io.grest.ws.test.resume;

import io.grest.ws.test.autoconfigure.GrestWsTest;

/**
 * A tester that comes back, on a random port.
 */
@GrestWsTest(HallHandler.class)
class RandomPortResumingTesterTests extends ResumingTesterTests {

}
