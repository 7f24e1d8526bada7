package io.grest.ws.test.sample;

import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;

/**
 * The tester in memory.
 */
@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
class InMemoryTests extends SocketTesterTests {

}
