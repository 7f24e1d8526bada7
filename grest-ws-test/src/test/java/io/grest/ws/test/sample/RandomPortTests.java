package io.grest.ws.test.sample;

import io.grest.ws.test.autoconfigure.GrestWsTest;

/**
 * The tester on a real port.
 */
@GrestWsTest(ChatService.class)
class RandomPortTests extends SocketTesterTests {

}
