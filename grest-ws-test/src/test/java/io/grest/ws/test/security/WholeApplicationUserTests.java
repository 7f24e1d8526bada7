package io.grest.ws.test.security;

import io.grest.ws.test.autoconfigure.AutoConfigureSocketTester;
import org.junit.jupiter.api.Tag;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/**
 * The users of testers in a test of the whole application.
 */
@Tag("security")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.reactor.netty.shutdown-quiet-period=0s")
@AutoConfigureSocketTester
class WholeApplicationUserTests extends TesterUserTests {

}
