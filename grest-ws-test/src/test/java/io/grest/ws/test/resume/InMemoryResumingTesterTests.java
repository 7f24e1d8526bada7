package io.grest.ws.test.resume;

import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;

/**
 * A tester that comes back, in memory.
 */
@GrestWsTest(value = HallHandler.class, transport = Transport.IN_MEMORY)
class InMemoryResumingTesterTests extends ResumingTesterTests {

}
